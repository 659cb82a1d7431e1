# Warnings for our own code; hardening for everything that ends up in the program, third-party sources included
# (`./dev lint hardening` reads the result back from the binaries).
include(CheckCCompilerFlag)
add_library(th_flags INTERFACE)
target_compile_options(th_flags INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wformat=2 -Wvla -Wstrict-prototypes -Wmissing-prototypes
  -Wdate-time -Werror
  -fno-strict-aliasing -fno-common)
add_library(th_hardening INTERFACE)
add_compile_options(-fPIE)
add_link_options(-pie)
# Nothing of the machine that compiles: no folder, no time. Two builds of one commit are equal byte for byte.
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -ffile-prefix-map=${CMAKE_BINARY_DIR}=build
  -ffile-prefix-map=${TANHENG_THIRD_PARTY}=third_party)
if(NOT TANHENG_SANITIZE)
  target_compile_options(th_hardening INTERFACE -fstack-protector-strong -fstack-clash-protection
    -fcf-protection=full -Wframe-larger-than=4096
    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=3>)
  check_c_compiler_flag(-ftrivial-auto-var-init=zero TH_HAS_AUTO_INIT) # clang 14 has it under another name
  if(TH_HAS_AUTO_INIT)
    target_compile_options(th_hardening INTERFACE -ftrivial-auto-var-init=zero)
  endif()
  target_link_options(th_hardening INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
else()
  add_compile_options(-fsanitize=${TANHENG_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TANHENG_SANITIZE})
endif()

# th_layer(name DIRS … USES …): one layer from all .c files of its folders. Its own folders are its public include path.
function(th_layer name)
  cmake_parse_arguments(L "" "" "DIRS;USES;GENERATED" ${ARGN})
  set(sources)
  foreach(dir ${L_DIRS})
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${dir}/*.c)
    list(APPEND sources ${found})
  endforeach()
  list(LENGTH sources count)
  if(count EQUAL 0)
    add_library(${name} INTERFACE)
    foreach(dir ${L_DIRS})
      target_include_directories(${name} INTERFACE ${CMAKE_CURRENT_SOURCE_DIR}/${dir})
    endforeach()
    target_link_libraries(${name} INTERFACE ${L_USES})
  else()
    add_library(${name} STATIC ${sources} ${L_GENERATED})
    foreach(dir ${L_DIRS})
      target_include_directories(${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/${dir})
    endforeach()
    target_link_libraries(${name} PUBLIC ${L_USES} PRIVATE th_flags th_hardening)
  endif()
endfunction()
