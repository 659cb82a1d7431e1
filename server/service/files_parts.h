/* The inside of struct files, shared by files.c and files_read.c. */
#pragma once
#include "files.h"

#include <pthread.h>

struct files {
    struct service *service;
    struct blobs *blobs;
    pthread_mutex_t lock; /* of `first` */
    struct upload *first; /* all that are under way */
    pthread_rwlock_t keeping;
    bool has_scanner;
};

struct content_question {
    struct th_str sha256;
    bool is_used; /* out; true also when it cannot be told */
};
/** Removes a content that no row has; without this it would lie there until the next start. */
void files_discard(struct files *files, struct th_str sha256);
enum th_status files_ask_content(struct store_db *db, void *data);
