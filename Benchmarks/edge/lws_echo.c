// A plain WebSocket echo on libwebsockets with libev: the floor that the edge is measured against.
//     lws_echo PORT CERTIFICATE KEY
#include <ev.h>
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct session {
    size_t length;
    int binary;
    unsigned char bytes[LWS_PRE + 1024];
};

static int echo(struct lws *socket, enum lws_callback_reasons reason, void *user, void *in, size_t length) {
    struct session *session = user;
    switch (reason) {
    case LWS_CALLBACK_RECEIVE:
        if (length > 1024) return -1;
        memcpy(session->bytes + LWS_PRE, in, length);
        session->length = length;
        session->binary = lws_frame_is_binary(socket);
        lws_callback_on_writable(socket);
        break;
    case LWS_CALLBACK_SERVER_WRITEABLE:
        if (!session->length) break;
        if (lws_write(socket, session->bytes + LWS_PRE, session->length,
                      session->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT) < (int)session->length)
            return -1;
        session->length = 0;
        break;
    default: break;
    }
    return 0;
}

int main(int count, char **arguments) {
    if (count != 4) return 2;
    struct ev_loop *loop = ev_default_loop(EVBACKEND_EPOLL);
    void *loops[] = {loop};
    struct lws_protocols protocols[] = {{"echo", echo, sizeof(struct session), 1024, 0, NULL, 0}, {0}};
    struct lws_context_creation_info info = {0};
    info.port = atoi(arguments[1]);
    info.iface = "lo";
    info.protocols = protocols;
    info.foreign_loops = loops;
    info.options = LWS_SERVER_OPTION_LIBEV | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
    info.ssl_cert_filepath = arguments[2];
    info.ssl_private_key_filepath = arguments[3];
    info.timeout_secs = 3600;
    lws_set_log_level(LLL_ERR, NULL);
    if (!lws_create_context(&info)) return 1;
    puts("listening");
    fflush(stdout);
    ev_run(loop, 0);
    return 0;
}
