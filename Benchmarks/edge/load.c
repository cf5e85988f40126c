// Drives a WebSocket echo over TLS from one thread and reads the server's processor time and memory from /proc.
//     load PORT PID closed CONNECTIONS SECONDS            each connection sends its next frame when the last came back
//     load PORT PID paced CONNECTIONS SECONDS PER_SECOND  each connection sends at that rate
//     load PORT PID idle CONNECTIONS 0                    opens them and looks at memory
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PAYLOAD = 320, ECHO = PAYLOAD + 4 };

struct peer {
    SSL *tls;
    int descriptor;
    size_t got;
    double sent_at;
};

static unsigned char frame[8 + PAYLOAD];
static double slowest, total_wait;
static long echoes;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static double processor_seconds(int pid) {
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (!file) exit(3);
    size_t count = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[count] = 0;
    unsigned long user, kernel;
    sscanf(strrchr(text, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel);
    return (double)(user + kernel) / sysconf(_SC_CLK_TCK);
}

static long resident_kilobytes(int pid) {
    char path[64], line[256];
    long value = 0;
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) sscanf(line, "VmRSS: %ld", &value);
    if (file) fclose(file);
    return value;
}

static int open_peer(struct peer *peer, SSL_CTX *context, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int one = 1;
    char answer[1024];
    static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    peer->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(peer->descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(peer->descriptor, (struct sockaddr *)&address, sizeof address)) return -1;
    peer->tls = SSL_new(context);
    SSL_set_fd(peer->tls, peer->descriptor);
    if (SSL_connect(peer->tls) != 1) return -1;
    SSL_write(peer->tls, request, sizeof request - 1);
    int count = SSL_read(peer->tls, answer, sizeof answer);
    if (count < 12 || memcmp(answer, "HTTP/1.1 101", 12)) return -1;
    fcntl(peer->descriptor, F_SETFL, O_NONBLOCK);
    return 0;
}

static void send_frame(struct peer *peer) {
    if (SSL_write(peer->tls, frame, sizeof frame) <= 0) exit(4);
    peer->sent_at = now();
}

// Whether a whole echo has arrived.
static int read_echo(struct peer *peer) {
    char bytes[4096];
    int count = SSL_read(peer->tls, bytes, sizeof bytes);
    if (count <= 0) {
        if (SSL_get_error(peer->tls, count) == SSL_ERROR_WANT_READ) return 0;
        exit(5);
    }
    peer->got += count;
    int done = 0;
    for (; peer->got >= ECHO; peer->got -= ECHO) done++;
    echoes += done;
    double wait = now() - peer->sent_at;
    if (done) total_wait += wait;
    if (done && wait > slowest) slowest = wait;
    return done;
}

int main(int count, char **arguments) {
    if (count < 6) return 2;
    int port = atoi(arguments[1]), pid = atoi(arguments[2]), peers = atoi(arguments[4]);
    const char *mode = arguments[3];
    double seconds = atof(arguments[5]), rate = count > 6 ? atof(arguments[6]) : 0;
    frame[0] = 0x82;
    frame[1] = 0x80 | 126;
    frame[2] = PAYLOAD >> 8;
    frame[3] = PAYLOAD & 255;
    memcpy(frame + 4, "mask", 4);
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    struct peer *all = calloc(peers, sizeof *all);
    int poll = epoll_create1(EPOLL_CLOEXEC);
    long before = resident_kilobytes(pid);
    double start = now(), processor = processor_seconds(pid);
    for (int index = 0; index < peers; index++) {
        if (open_peer(&all[index], context, port)) return fprintf(stderr, "peer %d was refused\n", index), 1;
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[index]};
        epoll_ctl(poll, EPOLL_CTL_ADD, all[index].descriptor, &event);
    }
    printf("%s %d: connect %.2f ms of the server's processor each", mode, peers,
           (processor_seconds(pid) - processor) * 1000 / peers);
    printf(", %.1f KB each", (double)(resident_kilobytes(pid) - before) / peers);
    if (!strcmp(mode, "idle")) return puts(""), 0;
    start = now();
    processor = processor_seconds(pid);
    int closed = !strcmp(mode, "closed");
    long sent = 0;
    if (closed) for (int index = 0; index < peers; index++) send_frame(&all[index]);
    for (double time = start; time < start + seconds; time = now()) {
        struct epoll_event events[256];
        long due = closed ? 0 : (long)((time - start) * rate * peers);
        for (int burst = 0; sent < due && burst < 100; sent++, burst++) send_frame(&all[sent % peers]);
        int ready = epoll_wait(poll, events, 256, closed ? 100 : sent < due ? 0 : 1);
        for (int index = 0; index < ready; index++) {
            struct peer *peer = events[index].data.ptr;
            if (read_echo(peer) && closed) send_frame(peer);
        }
    }
    double spent = processor_seconds(pid) - processor;
    printf("; %ld of %ld came back, %.2f us of the server's processor each, %.0f/s, mean wait %.2f ms, slowest %.1f ms\n", echoes,
           closed ? echoes : sent, spent * 1e6 / echoes, echoes / (now() - start), total_wait * 1000 / echoes, slowest * 1000);
    return 0;
}
