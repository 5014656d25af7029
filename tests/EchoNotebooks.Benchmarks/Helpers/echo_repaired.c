/*
 * The chapter's server with our repairs, as a C programmer would write them: poll, a signalfd, a loop around waitpid, no
 * buffered output, errors looked at. What echo-server does in C#, and what it is measured by.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BUF_SIZE 30

static int write_all(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, data, length);
        if (written == -1 && errno != EINTR) return -1;
        if (written > 0) data += written, length -= written;
    }
    return 0;
}

static void say(const char *line) { write_all(STDOUT_FILENO, line, strlen(line)); }

static void echo(int clnt_sock)
{
    char buf[BUF_SIZE];
    for (;;) {
        ssize_t str_len = read(clnt_sock, buf, BUF_SIZE);
        if (str_len == -1 && errno == EINTR) continue;
        if (str_len <= 0 || write_all(clnt_sock, buf, str_len) == -1) return;
    }
}

static void reap(void)
{
    for (pid_t pid; (pid = waitpid(-1, 0, WNOHANG)) > 0;) {
        char line[40];
        snprintf(line, sizeof line, "removed proc id: %d\n", pid);
        say(line);
    }
}

int main(int argc, char **argv)
{
    sigset_t awaited;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGCHLD);
    sigaddset(&awaited, SIGTERM);
    sigaddset(&awaited, SIGINT);
    sigprocmask(SIG_BLOCK, &awaited, 0);
    signal(SIGPIPE, SIG_IGN);
    int signal_fd = signalfd(-1, &awaited, SFD_NONBLOCK | SFD_CLOEXEC);

    struct sockaddr_in serv_adr = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    serv_adr.sin_port = htons(argc > 1 ? atoi(argv[1]) : 0);
    int serv_sock = socket(PF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(serv_sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(serv_sock, (struct sockaddr *)&serv_adr, sizeof serv_adr) == -1 || listen(serv_sock, 5) == -1) {
        perror("bind() or listen() error");
        return 1;
    }

    for (;;) {
        struct pollfd events[] = { { .fd = signal_fd, .events = POLLIN }, { .fd = serv_sock, .events = POLLIN } };
        if (poll(events, 2, -1) == -1) continue;
        if (events[0].revents) {
            struct signalfd_siginfo info;
            while (read(signal_fd, &info, sizeof info) == sizeof info)
                if (info.ssi_signo != SIGCHLD) return 0;
            reap();
        }
        if (!events[1].revents) continue;

        struct sockaddr_in clnt_adr;
        socklen_t adr_sz = sizeof clnt_adr;
        int clnt_sock = accept(serv_sock, (struct sockaddr *)&clnt_adr, &adr_sz);
        if (clnt_sock == -1) continue;
        say("new client connected...\n");
        pid_t pid = fork();
        if (pid == 0) {
            sigprocmask(SIG_UNBLOCK, &awaited, 0);
            close(signal_fd);
            close(serv_sock);
            echo(clnt_sock);
            close(clnt_sock);
            say("client disconnected....\n");
            _exit(0);
        }
        if (pid == -1) perror("fork() error");
        close(clnt_sock);
    }
}
