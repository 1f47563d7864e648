/* Says of the cage what its host has said already. */
#include "cage.h"

__attribute__((constructor)) static void at_load(void)
{
    static const unsigned char frame[] = {0x31, 0x4d, 0x52, 0x46, 5, 0, 0,
                                          0,    2,    0,    0,    0, 7, 7};
    if (write(5, frame, sizeof frame) < 0)
        _exit(1);
}

ZOO_PLUGIN("zoo-forges-cage", zoo_pass);
