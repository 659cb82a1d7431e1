/* The tree seen from inside: for the reader, and for tests. */
#pragma once
#include "json_scan.h"

#include <cJSON.h>
