/* cJSON behind our scanner, its memory in the call's arena; the reader's own view of the tree. */
#pragma once
#include "json_scan.h"

#include <cJSON.h>
