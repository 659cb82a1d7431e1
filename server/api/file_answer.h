/* A stored file as an answer. */
#pragma once
#include "call.h"
#include "files.h"

/** Checks the owner, opens the content and hands it out as an attachment. As files_open. */
enum th_status file_answer(struct call *call, struct file_ask ask);
