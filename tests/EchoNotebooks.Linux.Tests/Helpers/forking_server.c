/*
 * Forks as its first argument says, and lives until its standard input ends:
 *   children N   N children with a connection each, as a server has that forks for every client; says "ready"
 *   storm        children that end at once, one after another, without pause; says "ready"
 *   listen       no child, one listening socket on all addresses; says "ready"
 */
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int input_ended(int timeout)
{
    struct pollfd input = { .fd = 0, .events = POLLIN };
    return poll(&input, 1, timeout) != 0;
}

static void ready(void)
{
    puts("ready");
    fflush(stdout);
}

int main(int argc, char *argv[])
{
    struct sockaddr_in any = { .sin_family = AF_INET };
    socklen_t length = sizeof any;
    int serv_sock = socket(AF_INET, SOCK_STREAM, 0);
    bind(serv_sock, (void *)&any, sizeof any);
    listen(serv_sock, 128);
    getsockname(serv_sock, (void *)&any, &length);

    if (argc > 2 && strcmp(argv[1], "children") == 0) {
        int settled[2];
        if (pipe(settled) != 0) return 1;
        for (int i = atoi(argv[2]); i > 0; i--) {
            int client = socket(AF_INET, SOCK_STREAM, 0);
            connect(client, (void *)&any, length);
            int clnt_sock = accept(serv_sock, NULL, NULL);
            if (fork() == 0) {
                close(serv_sock);
                close(client);
                close(settled[0]);
                close(settled[1]);
                input_ended(-1);
                _exit(0);
            }
            close(clnt_sock);
            /* Its own end goes too: only the child's stays, in CLOSE_WAIT. */
            close(client);
        }
        /* End of file here: every child has closed what it does not need. */
        char byte;
        close(settled[1]);
        while (read(settled[0], &byte, 1) > 0) continue;
        close(settled[0]);
        ready();
    } else if (argc > 1 && strcmp(argv[1], "storm") == 0) {
        ready();
        signal(SIGCHLD, SIG_IGN);
        while (!input_ended(0)) {
            if (fork() == 0) {
                close(dup(serv_sock));
                _exit(0);
            }
        }
    } else {
        ready();
    }
    input_ended(-1);
    while (wait(NULL) > 0) continue;
    return 0;
}
