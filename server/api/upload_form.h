/* The form that brings a file: its content goes to the upload as it comes, a field called name
 * takes the place of the file's own name. */
#pragma once
#include "call.h"
#include "files.h"

/** Reads the request's body to its end. The name (a copy in the call's arena) is as it was sent.
 * TH_FORM_MALFORMED, TH_TOO_LARGE, TH_STORE_FAILED; TH_MALFORMED when the body stopped, which the
 * front then tells in its own words. */
enum th_status form_read(struct call *call, struct upload *upload, struct th_str *name) TH_MUST_USE;
