/* Connects while it is loaded. */
#include "cage.h"

#include <netinet/in.h>
#include <sys/socket.h>

__attribute__((constructor)) static void at_load(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(80)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (s >= 0 && connect(s, (const struct sockaddr *)&to, sizeof to))
        close(s);
}

ZOO_PLUGIN("zoo-constructor-connects", zoo_pass);
