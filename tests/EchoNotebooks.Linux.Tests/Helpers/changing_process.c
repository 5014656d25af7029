/*
 * Changes what it has open, one byte of its standard input at a time, and answers each with the same byte:
 *   o  opens /dev/null                        c  closes what was opened last
 *   p  puts a pipe in the place of it         x  turns its close-on-exec flag over
 *   a  accepts a connection                   d  closes what was accepted last
 *   f  forks a child that sleeps              k  kills the child that was forked last and waits for it
 *   z  kills it and leaves it a zombie        w  waits for one zombie
 *   n  changes its own name
 * Begins with its port on a line. With the argument "always" it opens and closes without end. Lives until its standard
 * input ends, and its children no longer than itself.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int opened[64], accepted[64], children[64], zombies;
static int opens, accepts, forks;

static void change(char what, int serv_sock)
{
    int end[2];
    siginfo_t info;
    switch (what) {
    case 'o':
        if (opens < 64) opened[opens++] = open("/dev/null", O_RDWR);
        break;
    case 'c':
        if (opens > 0) close(opened[--opens]);
        break;
    case 'p':
        if (opens == 0 || pipe(end) != 0) break;
        dup2(end[1], opened[opens - 1]);
        close(end[0]);
        close(end[1]);
        break;
    case 'x':
        if (opens > 0) fcntl(opened[opens - 1], F_SETFD, fcntl(opened[opens - 1], F_GETFD) ^ FD_CLOEXEC);
        break;
    case 'a':
        if (accepts < 64) accepted[accepts++] = accept(serv_sock, NULL, NULL);
        break;
    case 'd':
        if (accepts > 0) close(accepted[--accepts]);
        break;
    case 'f':
        if (forks == 64) break;
        children[forks] = fork();
        if (children[forks++] == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            for (;;) pause();
        }
        break;
    case 'k':
    case 'z':
        if (forks == 0) break;
        kill(children[--forks], SIGKILL);
        waitid(P_PID, (id_t)children[forks], &info, WEXITED | (what == 'z' ? WNOWAIT : 0));
        zombies += what == 'z';
        break;
    case 'w':
        /* Sleeping children do not end: only a zombie is there to be waited for. */
        if (zombies > 0 && zombies-- > 0) wait(NULL);
        break;
    case 'n':
        prctl(PR_SET_NAME, opens % 2 ? "odd" : "even");
        break;
    }
}

int main(int argc, char *argv[])
{
    struct sockaddr_in loopback = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof loopback;
    int serv_sock = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(serv_sock, (void *)&loopback, sizeof loopback) != 0 || listen(serv_sock, 128) != 0) return 1;
    getsockname(serv_sock, (void *)&loopback, &length);
    printf("%d\n", ntohs(loopback.sin_port));
    fflush(stdout);

    if (argc > 1 && strcmp(argv[1], "always") == 0) {
        struct pollfd input = { .fd = 0, .events = POLLIN };
        for (int turn = 0; poll(&input, 1, 0) == 0; turn++) change(turn / 20 % 2 ? 'c' : 'o', serv_sock);
        return 0;
    }
    char what;
    while (read(0, &what, 1) == 1) {
        change(what, serv_sock);
        if (write(1, &what, 1) != 1) return 1;
    }
    while (forks > 0) change('k', serv_sock);
    return 0;
}
