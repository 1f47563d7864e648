/* Describes a check that is not its own. */
#include "cage.h"

static void send_frame(unsigned char kind, const char *body)
{
    size_t len = strlen(body);
    unsigned char head[12] = {0x31, 0x4d, 0x52, 0x46, kind};
    head[8] = (unsigned char)(len & 0xff);
    head[9] = (unsigned char)(len >> 8);
    if (write(5, head, sizeof head) < 0 || write(5, body, len) < 0)
        _exit(1);
}

__attribute__((constructor)) static void at_load(void)
{
    send_frame(4, "{\"check\":{\"id\":\"immutability-locked\",\"protection\":\"zoo\","
                  "\"title\":\"T\",\"severity\":\"low\",\"targets\":["
                  "\"Microsoft.RecoveryServices/vaults\"],\"file\":0,\"order\":0}}\n");
    send_frame(3, "");
}

ZOO_PLUGIN("zoo-forges-neighbour", zoo_pass);
