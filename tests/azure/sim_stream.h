/* Bodies as they go over the wire: whole, or wrong in one of the ways of a fault. */
#ifndef SIM_STREAM_H
#define SIM_STREAM_H

struct MHD_Response;
struct sim_answer;
struct sim_serve;

/* Takes the answer's body over. `fd` is the connection's, which a reset needs. NULL: no
 * memory. */
struct MHD_Response *sim_stream_response(struct sim_serve *serve, int fd,
                                         struct sim_answer *answer);

#endif
