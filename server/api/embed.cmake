# The API page's style and script as C arrays in the build folder: the binary needs no files beside it.
set(TH_API_GENERATED ${CMAKE_CURRENT_BINARY_DIR}/docs_files.c)
set(content "/* From server/api/docs by server/api/embed.cmake. */\n#include \"docs_files.h\"\n")
foreach(name docs.css docs.js)
  set(path ${CMAKE_CURRENT_SOURCE_DIR}/api/docs/${name})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  file(READ ${path} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REPLACE "." "_" symbol ${name})
  string(APPEND content "static const unsigned char ${symbol}_bytes[] = { ${bytes} };\n"
    "const struct th_str ${symbol} = { (const char *)${symbol}_bytes, sizeof ${symbol}_bytes };\n")
endforeach()
file(CONFIGURE OUTPUT ${TH_API_GENERATED} CONTENT "${content}" @ONLY)
