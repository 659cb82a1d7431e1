# Turns migrations/NNNN_name.sql into one C table at configure time; adding a file configures again by itself.
file(GLOB migrations CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/store/migrations/*.sql)
list(SORT migrations)
set(rows "")
foreach(migration ${migrations})
  get_filename_component(name ${migration} NAME_WE)
  if(NOT name MATCHES "^([0-9][0-9][0-9][0-9])_[a-z0-9_]+$")
    message(FATAL_ERROR "${migration}: a migration is called NNNN_name.sql")
  endif()
  math(EXPR number "1${CMAKE_MATCH_1} - 10000")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${migration})
  file(READ ${migration} text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n\"\n      \"" text "${text}")
  string(APPEND rows "    { ${number}, \"${name}\",\n      \"${text}\" },\n")
endforeach()
set(TH_STORE_GENERATED ${CMAKE_CURRENT_BINARY_DIR}/store_migrations.c)
file(CONFIGURE OUTPUT ${TH_STORE_GENERATED} @ONLY CONTENT
"/* Generated from server/store/migrations by embed.cmake. */
#include \"migrate.h\"

const struct migration store_migrations[] = {
@rows@};
const size_t store_migration_count = sizeof store_migrations / sizeof *store_migrations;
")
