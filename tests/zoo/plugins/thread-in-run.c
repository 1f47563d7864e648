/* Works on in a thread when the check is over. */
#include "cage.h"

#include <pthread.h>

static void *work(void *arg) { return arg; }

static const char *tried(void)
{
    pthread_t thread;
    errno = pthread_create(&thread, NULL, work, NULL);
    return zoo_came(errno ? -1 : 0);
}

ZOO_TRY("thread-in-run", tried());
