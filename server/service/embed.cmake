# The calendar of working days as a C array in the build folder: the binary needs no file beside it.
set(TH_SERVICE_GENERATED ${CMAKE_CURRENT_BINARY_DIR}/holidays_csv.c)
set(holidays ${CMAKE_CURRENT_SOURCE_DIR}/service/holidays.csv)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${holidays})
file(READ ${holidays} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(CONFIGURE OUTPUT ${TH_SERVICE_GENERATED} CONTENT "/* From server/service/holidays.csv by embed.cmake. */
#include \"calendar.h\"
static const unsigned char bytes[] = { ${bytes} };
const struct th_str calendar_built_in = { (const char *)bytes, sizeof bytes };
" @ONLY)
