/* Asks for a socket. */
#include "cage.h"

#include <sys/socket.h>

ZOO_TRY("socket-in-run", zoo_came(socket(AF_INET, SOCK_STREAM, 0)));
