/* The API page's files, embedded by embed.cmake. */
#pragma once
#include "str.h"

extern const struct th_str docs_css, docs_js;
