#include "sim_stream.h"

#include "sim_answer.h"
#include "sim_serve.h"
#include "sim_text.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define SIM_HUGE (300ULL * 1024 * 1024)
#define SIM_BLOCK 16384
#define SIM_STALL 60000 /* ms */

/* A body that goes wrong on the wire. */
struct sim_stream {
    struct sim_serve *serve;
    char *body;
    size_t len;
    enum sim_answer_wire wire;
    int fd; /* of the connection */
};

/* False when the simulator ends meanwhile. */
static bool sim_stream_wait(const struct sim_stream *stream, unsigned ms)
{
    const struct timespec step = {.tv_nsec = 20 * 1000000};

    for (; ms > 20 && !atomic_load(&stream->serve->stopping); ms -= 20)
        nanosleep(&step, NULL);
    return !atomic_load(&stream->serve->stopping);
}

/* Half of a body is out. */
static ssize_t sim_stream_break(const struct sim_stream *stream)
{
    const struct linger now = {.l_onoff = 1};

    if (stream->wire == SIM_WIRE_STALL)
        sim_stream_wait(stream, SIM_STALL);
    if (stream->wire == SIM_WIRE_RESET)
        setsockopt(stream->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    return MHD_CONTENT_READER_END_WITH_ERROR;
}

static ssize_t sim_stream_read(void *cls, uint64_t at, char *out, size_t max)
{
    struct sim_stream *stream = cls;
    size_t len, half = stream->len / 2;

    if (atomic_load(&stream->serve->stopping))
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (stream->wire == SIM_WIRE_TRICKLE) {
        if (at && !sim_stream_wait(stream, 1000))
            return MHD_CONTENT_READER_END_WITH_ERROR;
        out[0] = stream->body[at];
        return 1;
    }
    if (stream->wire == SIM_WIRE_ENDLESS) {
        if (at >= SIM_HUGE)
            return MHD_CONTENT_READER_END_OF_STREAM;
        memset(out, ' ', max);
        if (at == 0 && max > 10)
            memcpy(out, "{\"value\":[", 10);
        return (ssize_t)max;
    }
    if (at >= half)
        return sim_stream_break(stream);
    len = half - (size_t)at < max ? half - (size_t)at : max;
    memcpy(out, stream->body + at, len);
    return (ssize_t)len;
}

static void sim_stream_free(void *cls)
{
    struct sim_stream *stream = cls;

    free(stream->body);
    free(stream);
}

struct MHD_Response *sim_stream_response(struct sim_serve *serve, int fd,
                                         struct sim_answer *answer)
{
    struct MHD_Response *response;
    struct sim_stream *stream;

    if (answer->wire == SIM_WIRE_WHOLE) {
        response = MHD_create_response_from_buffer(answer->len, answer->body,
                                                   MHD_RESPMEM_MUST_FREE);
        answer->body = NULL;
        return response;
    }
    stream = sim_text_alloc(sizeof *stream);
    stream->serve = serve;
    stream->body = answer->body;
    stream->len = answer->len;
    stream->wire = answer->wire;
    stream->fd = fd;
    answer->body = NULL;
    return MHD_create_response_from_callback(
        stream->wire == SIM_WIRE_ENDLESS ? MHD_SIZE_UNKNOWN : stream->len, SIM_BLOCK,
        sim_stream_read, stream, sim_stream_free);
}
