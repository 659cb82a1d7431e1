# Debian's own sources, compiled by us and never edited: cJSON for core and wasm, CivetWeb for the server.
set(TH_CJSON_DIR ${TANHENG_THIRD_PARTY}/cjson)
set(TH_CIVETWEB_DIR ${TANHENG_THIRD_PARTY}/civetweb)
if(NOT EXISTS ${TH_CJSON_DIR}/cJSON.c)
  message(FATAL_ERROR "cJSON's source is missing in ${TH_CJSON_DIR}: run ./dev setup first")
endif()
add_library(th_cjson STATIC ${TH_CJSON_DIR}/cJSON.c)
target_include_directories(th_cjson SYSTEM PUBLIC ${TH_CJSON_DIR})
target_compile_options(th_cjson PRIVATE -w)
target_link_libraries(th_cjson PRIVATE th_hardening)

if(TANHENG_SERVER)
  if(NOT EXISTS ${TH_CIVETWEB_DIR}/src/civetweb.c)
    message(FATAL_ERROR "CivetWeb's source is missing in ${TH_CIVETWEB_DIR}: run ./dev setup first")
  endif()
  add_library(th_civetweb STATIC ${TH_CIVETWEB_DIR}/src/civetweb.c)
  target_include_directories(th_civetweb SYSTEM PUBLIC ${TH_CIVETWEB_DIR}/include PRIVATE ${TH_CIVETWEB_DIR}/src)
  # No CGI, files or caching; 1 MiB stacks; a stop is noticed within 200 ms; the flag that says so is atomic.
  target_compile_definitions(th_civetweb PRIVATE NO_SSL USE_MBEDTLS NO_CGI NO_FILES NO_CACHING USE_IPV6
    USE_STACK_SIZE=1048576 SOCKET_TIMEOUT_QUANTUM=200 STOP_FLAG_NEEDS_LOCK)
  # Ours instead of theirs (server/front/hooks.h says why): the TLS floor, deadlines and caps that CivetWeb has no option for.
  target_compile_definitions(th_civetweb PRIVATE BUILD_DATE="reproducible") # else the day of compilation stands in it
  target_compile_options(th_civetweb PRIVATE -include ${CMAKE_SOURCE_DIR}/server/front/civet_names.h)
  target_compile_options(th_civetweb PRIVATE -w)
  find_package(Threads REQUIRED)
  target_link_libraries(th_civetweb PUBLIC mbedtls mbedx509 mbedcrypto Threads::Threads PRIVATE th_hardening)
endif()
