namespace EchoNotebooks.Tracing.Tests;

/// <summary>C programs that move descriptors in the ways that a model of the calls gets wrong.</summary>
internal static class DescriptorPrograms
{
    private const string Head = Servers.Listening + """
        #include <linux/sched.h>
        #include <poll.h>
        #include <sys/prctl.h>
        #include <sys/uio.h>

        static void say(const char *what) { if (write(1, what, strlen(what)) < 0) exit(9); }

        static void pass(int through, int fd)
        {
            char data = 'x', control[CMSG_SPACE(sizeof(int))] = { 0 };
            struct iovec v = { &data, 1 };
            struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
            struct cmsghdr *c = CMSG_FIRSTHDR(&m);
            c->cmsg_level = SOL_SOCKET, c->cmsg_type = SCM_RIGHTS, c->cmsg_len = CMSG_LEN(sizeof(int));
            memcpy(CMSG_DATA(c), &fd, sizeof fd);
            if (sendmsg(through, &m, 0) != 1) exit(1);
        }

        static int receive(int from)
        {
            char data, control[CMSG_SPACE(sizeof(int))];
            struct iovec v = { &data, 1 };
            struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
            if (recvmsg(from, &m, 0) != 1) exit(2);
            int fd;
            memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof fd);
            return fd;
        }

        static void wait_for(int pipe) { char b; if (read(pipe, &b, 1) != 1) exit(3); }
        static void tell(int pipe) { if (write(pipe, "g", 1) != 1) exit(4); }

        """;

    /// <summary>Four threads that share one table: each accepts, forks, and closes in the parent.</summary>
    internal static string[] FourThreads => [Servers.C("four-threads", Head + """
        static int s;

        static void *serve(void *p)
        {
            (void)p;
            for (;;) {
                int c = accept(s, 0, 0);
                if (c < 0) continue;
                if (fork() == 0) { close(s); echo(c); close(c); _exit(0); }
                close(c);
            }
            return 0;
        }

        int main(void)
        {
            signal(SIGCHLD, SIG_IGN);
            s = listening();
            for (int i = 0; i < 3; i++) { pthread_t t; pthread_create(&t, 0, serve, 0); }
            serve(0);
        }
        """)];

    /// <summary>The parent passes its connection on to a worker and closes it before the worker receives it.</summary>
    internal static string[] Passing => [Servers.C("passing", Head + """
        int main(void)
        {
            int s = listening(), pair[2], go[2];
            if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) || pipe(go)) return 5;
            if (fork() == 0) {
                close(s);
                wait_for(go[0]);                             /* until the sender has closed */
                int c = receive(pair[1]);
                echo(c);
                close(c);
                _exit(0);
            }
            int c = accept(s, 0, 0);
            pass(pair[0], c);
            close(c);
            tell(go[1]);
            wait(0);
            say("done\n");
            pause();
        }
        """)];

    /// <summary>A connection is sent to a socket that is closed before anybody receives it: it dies unread.</summary>
    internal static string[] Dropping => [Servers.C("dropping", Head + """
        int main(void)
        {
            int s = listening(), pair[2];
            if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) return 5;
            int c = accept(s, 0, 0);
            pass(pair[0], c);
            close(c);
            close(pair[0]);
            close(pair[1]);
            say("dropped\n");
            pause();
        }
        """)];

    /// <summary>A thread takes a table of its own; what it closes there, the process still has, and the other way round.</summary>
    internal static string[] Unsharing => [Servers.C("unsharing", Head + """
        static int s, d, go[2], back[2];

        static void *own(void *p)
        {
            (void)p;
            if (unshare(CLONE_FILES)) exit(6);
            close(s);                                        /* the process has it still */
            tell(back[1]);
            wait_for(go[0]);
            close(d);                                        /* now nobody has it */
            tell(back[1]);
            pause();
            return 0;
        }

        int main(void)
        {
            s = listening();
            d = listening();
            if (pipe(go) || pipe(back)) return 5;
            pthread_t t;
            pthread_create(&t, 0, own, 0);
            wait_for(back[0]);
            close(d);                                        /* the thread has it still */
            tell(go[1]);
            wait_for(back[0]);
            say("done\n");
            pause();
        }
        """)];

    /// <summary>A child that is kept from the tracer (CLONE_UNTRACED) holds the connection when the parent closes it.</summary>
    internal static string[] Untraced => [Servers.C("untraced", Head + """
        int main(void)
        {
            int s = listening(), c = accept(s, 0, 0);
            int pid = syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD, 0, 0, 0, 0);
            if (pid == 0) { prctl(PR_SET_PDEATHSIG, SIGKILL); for (;;) poll(0, 0, -1); }
            close(c);
            kill(pid, SIGKILL);
            waitpid(pid, 0, 0);
            say("done\n");
            pause();
        }
        """)];

    /// <summary>A child hands its connection back to the parent, which fetches it (pidfd_getfd).</summary>
    internal static string[] Fetching => [Servers.C("fetching", Head + """
        int main(void)
        {
            int s = listening(), c = accept(s, 0, 0), go[2];
            if (pipe(go)) return 5;
            int pid = fork();
            if (pid == 0) { close(s); tell(go[1]); pause(); }
            close(c);
            wait_for(go[0]);
            int process = syscall(SYS_pidfd_open, pid, 0);
            int again = syscall(SYS_pidfd_getfd, process, c, 0);
            if (again < 0) return 6;
            kill(pid, SIGKILL);
            wait(0);
            close(again);
            say("done\n");
            pause();
        }
        """)];

    /// <summary>A listening socket is inherited from a starter that keeps it; connections that close on exec, and not.</summary>
    internal static string[] Inheriting => [Servers.C("inheriting", Head + """
        int main(int argc, char **argv)
        {
            if (argc > 1) {                                  /* the server, which was given 7 */
                int c = accept(7, 0, 0);
                close(7);                                    /* the starter has it still */
                echo(c);
                close(c);
                return 0;
            }
            int s = listening();
            int kept = accept(s, 0, 0), closed = accept4(s, 0, 0, SOCK_CLOEXEC);
            if (fork() == 0) {
                dup3(s, 7, 0);
                fcntl(s, F_SETFD, FD_CLOEXEC);
                fcntl(kept, F_DUPFD, 20);
                fcntl(kept, F_DUPFD_CLOEXEC, 30);
                execl(argv[0], argv[0], "server", (char *)0);
            }
            close(kept);
            close(closed);
            wait(0);
            syscall(SYS_close_range, s, s + 10, 0);
            say("done\n");
            pause();
        }
        """)];

    /// <summary>Every way in which a wait succeeds: reaping or not, an end or only a stop.</summary>
    internal static string[] Waiting => [Servers.C("waiting", Head + """
        int main(void)
        {
            siginfo_t info;
            int status, s = listening(), pid = fork();
            (void)s;
            if (pid == 0) _exit(3);
            if (waitid(P_PID, pid, &info, WEXITED)) return 5;

            pid = fork();
            if (pid == 0) for (;;) pause();
            int process = syscall(SYS_pidfd_open, pid, 0);
            kill(pid, SIGSTOP);
            if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status)) return 6;
            kill(pid, SIGCONT);
            if (waitpid(pid, &status, WCONTINUED) != pid || !WIFCONTINUED(status)) return 7;
            if (waitpid(pid, &status, WNOHANG) != 0) return 8;
            info.si_pid = 1;
            if (waitid(P_PID, pid, &info, WEXITED | WNOHANG) || info.si_pid) return 8;
            kill(pid, SIGKILL);
            if (waitid(P_PIDFD, process, &info, WEXITED | WNOWAIT)) return 9;
            if (waitid(P_PIDFD, process, 0, WEXITED)) return 10;
            say("done\n");
            pause();
        }
        """)];

    /// <summary>Reads nothing, then data, then the end; shuts down what it has; closes twice, in the parent and in a child.</summary>
    internal static string[] Reading => [Servers.C("reading", Head + """
        int main(void)
        {
            char b[30];
            struct iovec none = { b, 0 }, some = { b, sizeof b };
            int s = listening(), c = accept(s, 0, 0), udp = socket(AF_INET, SOCK_DGRAM, 0);
            if (read(c, b, 0) || readv(c, &none, 1)) return 5;
            int n = readv(c, &some, 1);
            if (write(c, b, n) != n) return 6;
            if (read(c, b, sizeof b)) return 7;
            shutdown(c, SHUT_RDWR);
            close(c);
            if (fork() == 0) { close(c); _exit(0); }         /* EBADF */
            wait(0);

            struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
            socklen_t l = sizeof a;
            bind(udp, (void *)&a, sizeof a);
            getsockname(udp, (void *)&a, &l);
            connect(udp, (void *)&a, sizeof a);
            send(udp, b, 0, 0);
            if (recv(udp, b, sizeof b, 0)) return 8;         /* a datagram of no bytes */
            say("done\n");
            pause();
        }
        """)];

    /// <summary>A child whose last close waits for a client that does not read; the parent meanwhile writes and writes.</summary>
    internal static string[] Chattering => [Servers.C("chattering", Head + """
        int main(void)
        {
            int s = listening(), c = accept(s, 0, 0), go[2];
            if (pipe(go)) return 5;
            if (fork() == 0) {
                static char much[1 << 20];
                struct linger l = { 1, 60 };
                setsockopt(c, SOL_SOCKET, SO_LINGER, &l, sizeof l);
                while (send(c, much, sizeof much, MSG_DONTWAIT) > 0);
                close(s);
                wait_for(go[0]);
                close(c);
                _exit(0);
            }
            close(c);
            say(".");
            tell(go[1]);
            for (;;) say(".");
        }
        """)];
}
