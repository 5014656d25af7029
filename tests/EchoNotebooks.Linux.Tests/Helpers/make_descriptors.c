/*
 * Makes one descriptor of every kind in the folder that is its argument, says "NAME FD" for each, forks a child
 * that shares them ("child PID") and one that is not waited for ("zombie PID"), says "ready", and lives until its
 * standard input ends. What the machine does not offer (IPv6, pidfd) is not said.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int say(const char *name, int fd)
{
    if (fd >= 0) printf("%s %d\n", name, fd);
    return fd;
}

static void *loopback(int family, socklen_t *length)
{
    static struct sockaddr_in v4;
    static struct sockaddr_in6 v6;
    if (family == AF_INET) {
        memset(&v4, 0, sizeof v4);
        v4.sin_family = AF_INET;
        v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        *length = sizeof v4;
        return &v4;
    }
    memset(&v6, 0, sizeof v6);
    v6.sin6_family = AF_INET6;
    v6.sin6_addr = in6addr_loopback;
    *length = sizeof v6;
    return &v6;
}

static int bound(int family, int type)
{
    socklen_t length;
    void *address = loopback(family, &length);
    int fd = socket(family, type, 0);
    if (fd >= 0 && bind(fd, address, length) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static int connected_to(int family, int type, int server)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    int fd = socket(family, type, 0);
    if (getsockname(server, (void *)&address, &length) != 0 || connect(fd, (void *)&address, length) != 0) return -1;
    return fd;
}

static void tcp(int family, const char *listening, const char *client, const char *accepted)
{
    int server = bound(family, SOCK_STREAM);
    if (server < 0) return;
    listen(server, 5);
    say(listening, server);
    say(client, connected_to(family, SOCK_STREAM, server));
    say(accepted, accept(server, NULL, NULL));
}

/* An IPv6 socket that an IPv4 client reaches: the kernel shows ::ffff:127.0.0.1. */
static void tcp_mapped(void)
{
    struct sockaddr_in6 any = { .sin6_family = AF_INET6 };
    struct sockaddr_in to = { .sin_family = AF_INET };
    socklen_t length = sizeof any;
    int server = socket(AF_INET6, SOCK_STREAM, 0);
    int zero = 0;
    setsockopt(server, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero);
    if (server < 0 || bind(server, (void *)&any, sizeof any) != 0) return;
    listen(server, 5);
    getsockname(server, (void *)&any, &length);
    to.sin_port = any.sin6_port;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int client = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(client, (void *)&to, sizeof to) != 0) return;
    say("mapped_listen", server);
    say("mapped_client", client);
    say("mapped_accepted", accept(server, NULL, NULL));
}

static void unix_sockets(int type, const char *name, socklen_t length, const char *prefix)
{
    char said[64];
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    memcpy(address.sun_path, name, length);
    length += offsetof(struct sockaddr_un, sun_path);
    int server = socket(AF_UNIX, type, 0);
    if (bind(server, (void *)&address, length) != 0) return;
    if (type != SOCK_DGRAM) listen(server, 5);
    snprintf(said, sizeof said, "%s_server", prefix);
    say(said, server);
    int client = socket(AF_UNIX, type, 0);
    if (connect(client, (void *)&address, length) != 0) return;
    snprintf(said, sizeof said, "%s_client", prefix);
    say(said, client);
    if (type == SOCK_DGRAM) return;
    snprintf(said, sizeof said, "%s_accepted", prefix);
    say(said, accept(server, NULL, NULL));
}

int main(int argc, char *argv[])
{
    int two[2];
    sigset_t mask;
    if (argc != 2 || chdir(argv[1]) != 0) {
        fprintf(stderr, "Usage : %s <folder>\n", argv[0]);
        return 1;
    }

    int regular = say("regular", open("regular", O_RDWR | O_CREAT, 0600));
    say("dup", dup(regular));
    say("dup_cloexec", fcntl(regular, F_DUPFD_CLOEXEC, 0));
    say("reopened", open("regular", O_RDONLY));
    say("cloexec", open("cloexec", O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    say("strange_name", open("이름 (deleted)\n[1]", O_RDWR | O_CREAT, 0600));
    say("deleted", open("deleted", O_RDWR | O_CREAT, 0600));
    unlink("deleted");
    say("directory", open(".", O_RDONLY | O_DIRECTORY));
    say("opath", open("regular", O_PATH));
    say("devnull", open("/dev/null", O_RDWR));
    say("namespace", open("/proc/self/ns/net", O_RDONLY));
    say("high", fcntl(regular, F_DUPFD, 700));
    /* Twenty open file descriptions of one file, and then a duplicate of each. */
    for (int i = 0; i < 20; i++) {
        char name[16];
        int fd = open("cloexec", O_RDONLY);
        snprintf(name, sizeof name, "open_%d", i);
        say(name, dup2(fd, 800 + i));
        close(fd);
    }
    for (int i = 0; i < 20; i++) {
        char name[16];
        snprintf(name, sizeof name, "again_%d", i);
        say(name, dup2(800 + i, 820 + i));
    }

    if (pipe(two) == 0) {
        say("pipe_read", two[0]);
        say("pipe_write", two[1]);
    }
    mkfifo("fifo", 0600);
    say("fifo", open("fifo", O_RDWR));
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, two) == 0) {
        say("socketpair_0", two[0]);
        say("socketpair_1", two[1]);
    }

    tcp(AF_INET, "tcp4_listen", "tcp4_client", "tcp4_accepted");
    tcp(AF_INET6, "tcp6_listen", "tcp6_client", "tcp6_accepted");
    tcp_mapped();
    say("tcp4_fresh", socket(AF_INET, SOCK_STREAM, 0));
    say("tcp4_bound", bound(AF_INET, SOCK_STREAM));
    int server = bound(AF_INET, SOCK_STREAM);
    listen(server, 5);
    int leaves = connected_to(AF_INET, SOCK_STREAM, server);
    int left = accept(server, NULL, NULL);
    shutdown(leaves, SHUT_WR);
    say("tcp4_fin_wait2", leaves);
    say("tcp4_close_wait", left);
    struct linger at_once = { 1, 0 };
    int resets = connected_to(AF_INET, SOCK_STREAM, server);
    say("tcp4_reset", accept(server, NULL, NULL));
    setsockopt(resets, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(resets);
    int mptcp = socket(AF_INET, SOCK_STREAM, 262 /* IPPROTO_MPTCP, which old headers lack */);
    if (mptcp >= 0) {
        listen(mptcp, 5);
        say("mptcp_listen", mptcp);
        say("mptcp_client", connected_to(AF_INET, SOCK_STREAM, mptcp));
        say("mptcp_accepted", accept(mptcp, NULL, NULL));
    }
    int udp = say("udp4", bound(AF_INET, SOCK_DGRAM));
    say("udp4_connected", connected_to(AF_INET, SOCK_DGRAM, udp));
    say("udp6", bound(AF_INET6, SOCK_DGRAM));
    say("netlink", socket(AF_NETLINK, SOCK_RAW, 0));
    say("raw4", socket(AF_INET, SOCK_RAW, IPPROTO_UDP));
    say("packet", socket(AF_PACKET, SOCK_DGRAM, 0));

    unix_sockets(SOCK_STREAM, "./named socket", sizeof "./named socket", "unix_named");
    char abstract[64];
    int length = snprintf(abstract, sizeof abstract, "%cechonb-%d", 0, getpid());
    unix_sockets(SOCK_SEQPACKET, abstract, length, "unix_abstract");
    unix_sockets(SOCK_DGRAM, "./dgram", sizeof "./dgram", "unix_dgram");

    say("eventfd", eventfd(0, 0));
    say("eventfd_again", eventfd(0, EFD_CLOEXEC));
    say("epoll", epoll_create1(0));
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    say("signalfd", signalfd(-1, &mask, 0));
    say("timerfd", timerfd_create(CLOCK_MONOTONIC, 0));
    say("inotify", inotify_init1(0));
    say("memfd", memfd_create("memory file", 0));
    say("pidfd", syscall(SYS_pidfd_open, getpid(), 0));
    fflush(stdout);

    int life[2], settled[2];
    if (pipe(life) != 0 || pipe(settled) != 0) return 1;
    pid_t child = fork();
    if (child == 0) {
        /* Whatever a parser of /proc/PID/stat or a terminal could stumble over. */
        prctl(PR_SET_NAME, "a) R 1 (\n\033[31m");
        close(life[1]);
        close(settled[0]);
        close(settled[1]);
        while (read(life[0], &two, 1) > 0) continue;
        _exit(0);
    }
    printf("child %d\n", child);
    fflush(stdout);
    pid_t zombie = fork();
    if (zombie == 0) _exit(0);
    siginfo_t ended;
    waitid(P_PID, zombie, &ended, WEXITED | WNOWAIT);
    /* End of file here: the child is what it is going to be. */
    close(settled[1]);
    while (read(settled[0], &two, 1) > 0) continue;
    close(settled[0]);
    printf("zombie %d\nready\n", zombie);
    fflush(stdout);

    while (read(0, &two, 1) > 0) continue;
    close(life[1]);
    while (wait(NULL) > 0) continue;
    return 0;
}
