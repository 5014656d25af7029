using System.Collections.Concurrent;
using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tracing.Tests;

/// <summary>The multiprocess servers that are traced, none of them changed for it.</summary>
public enum Server
{
    /// <summary>src/textbook/echo_mpserv.c.</summary>
    Textbook,

    /// <summary>echo-server on CoreCLR.</summary>
    Managed,

    /// <summary>echo-server compiled ahead of time.</summary>
    Native,

    /// <summary>socketserver.ForkingTCPServer of Python's library.</summary>
    Python,

    /// <summary>Three children that all wait in accept.</summary>
    Preforking,

    /// <summary>socat TCP-LISTEN,fork EXEC:cat.</summary>
    Socat,
}

/// <summary>How each is started on a free port.</summary>
internal static class Servers
{
    private static readonly ConcurrentDictionary<string, string> Compiled = new();

    /// <summary>The command; skips the running test where the program is not there.</summary>
    internal static string[] Command(Server server) => server switch
    {
        Server.Textbook => [C("textbook", File.ReadAllText(Path.Combine(Need.RepositoryRoot, "src/textbook/echo_mpserv.c"))), "0"],
        Server.Managed => [Path.Combine(AppContext.BaseDirectory, "echo-server"), "0"],
        Server.Native => [Need.NativeServer(), "0"],
        Server.Python => [Python.Value, "-c", ForkingTcpServer, "0"],
        Server.Preforking => [C("preforking", Preforking), "0"],
        Server.Socat => [Need.Program("socat", "install socat"), "TCP-LISTEN:0,bind=127.0.0.1,backlog=128,fork", "EXEC:cat"],
        _ => throw new ArgumentOutOfRangeException(nameof(server)),
    };

    /// <summary>A C program, compiled once a run. It lies beside the tests, by the text's hash.</summary>
    internal static string C(string name, string text) => Compiled.GetOrAdd(text, static (text, name) =>
    {
        var program = CProgram.Compile(name, text);
        var kept = Path.Combine(AppContext.BaseDirectory, name);
        File.Move(program, kept, overwrite: true);
        return kept;
    }, name);

    /// <summary>The interpreter itself: python3 may be a script that looks for one.</summary>
    private static readonly Lazy<string> Python = new(() =>
    {
        using var python = Process.Start(new ProcessStartInfo(Need.Program("python3", "install python3"),
            ["-c", "import sys; print(sys.executable)"])
        { RedirectStandardOutput = true })!;
        return python.StandardOutput.ReadToEnd().Trim();
    });

    private const string ForkingTcpServer = """
        import socketserver, sys
        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                while data := self.request.recv(30):
                    self.request.sendall(data)
        class Server(socketserver.ForkingTCPServer):
            allow_reuse_address = True
            request_queue_size = 128
        with Server(("127.0.0.1", int(sys.argv[1])), Handler) as server:
            server.serve_forever()
        """;

    /// <summary>The head of every C program here: includes, a listening socket, an echo loop.</summary>
    internal const string Listening = """
        #define _GNU_SOURCE
        #include <arpa/inet.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <pthread.h>
        #include <sched.h>
        #include <signal.h>
        #include <spawn.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/ioctl.h>
        #include <sys/socket.h>
        #include <sys/syscall.h>
        #include <sys/wait.h>
        #include <unistd.h>

        static int listening(void)
        {
            int s = socket(AF_INET, SOCK_STREAM, 0);
            struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
            if (bind(s, (void *)&a, sizeof a) || listen(s, 1024)) exit(1);
            return s;
        }

        static int echo(int c)
        {
            char b[30];
            int n;
            while ((n = read(c, b, sizeof b)) > 0) if (write(c, b, n) != n) break;
            return n;
        }

        """;

    private const string Preforking = Listening + """
        int main(void)
        {
            int s = listening();
            for (int i = 0; i < 3; i++)
                if (fork() == 0)
                    for (;;) {
                        int c = accept(s, 0, 0);
                        echo(c);
                        close(c);
                    }
            close(s);
            while (wait(0) > 0);
            return 0;
        }
        """;

    /// <summary>The chapter's server without its defects; "restart" as its argument: accept goes on after a signal.</summary>
    internal static string[] Mended(bool restart = false) => [C("mended", Listening + """
        static void reap(int sig) { (void)sig; int e = errno; while (waitpid(-1, 0, WNOHANG) > 0); errno = e; }

        int main(int argc, char **argv)
        {
            struct sigaction act = { .sa_handler = reap, .sa_flags = argc > 1 ? SA_RESTART : 0 };
            sigaction(SIGCHLD, &act, 0);
            int s = listening();
            for (;;) {
                int c = accept(s, 0, 0);
                if (c < 0) continue;
                if (fork() == 0) { close(s); echo(c); close(c); _exit(0); }
                close(c);
            }
        }
        """), .. restart ? ["restart"] : (string[])[]];

    /// <summary>A child whose last close waits up to 20 s for a client that does not read (SO_LINGER, socket(7)).</summary>
    internal static string[] Lingering => [C("lingering", Listening + """
        int main(void)
        {
            signal(SIGCHLD, SIG_IGN);
            int s = listening();
            for (;;) {
                int c = accept(s, 0, 0);
                if (fork() == 0) {
                    close(s);
                    static char much[1 << 20];
                    struct linger l = { 1, 20 };
                    setsockopt(c, SOL_SOCKET, SO_LINGER, &l, sizeof l);
                    char b;
                    if (read(c, &b, 1) == 1 && b == 'l') while (send(c, much, sizeof much, MSG_DONTWAIT) > 0);
                    else if (write(c, &b, 1) != 1) _exit(1);
                    close(c);
                    _exit(0);
                }
                close(c);
            }
        }
        """)];

    /// <summary>
    /// One thread closes a connection that lingers; the other meanwhile forks a child that stays and gives the number to
    /// a new socket. Says "new" then, and "closed" when the close is over.
    /// </summary>
    internal static string[] LingeringThreads => [C("lingering-threads", Listening + """
        static int lingers;
        static void *closes(void *p) { (void)p; close(lingers); return 0; }

        int main(void)
        {
            int s = listening();
            int c = lingers = accept(s, 0, 0);
            static char much[1 << 20];
            struct linger l = { 1, 60 };
            setsockopt(c, SOL_SOCKET, SO_LINGER, &l, sizeof l);
            while (send(c, much, sizeof much, MSG_DONTWAIT) > 0);
            pthread_t thread;
            pthread_create(&thread, 0, closes, 0);
            while (fcntl(c, F_GETFD) != -1) usleep(1000);     /* the kernel frees the number first */
            if (fork() == 0) { pause(); _exit(0); }
            int other = socket(AF_INET, SOCK_STREAM, 0);
            if (other != c) exit(2);
            struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
            bind(other, (void *)&a, sizeof a);
            if (write(1, "new\n", 4) != 4) exit(3);
            pthread_join(thread, 0);
            if (write(1, "closed\n", 7) != 7) exit(3);
            pause();
            return 0;
        }
        """)];

    /// <summary>Makes a system call of the i386, as a 32-bit program would.</summary>
    internal static string Old => C("old", """
        int main(void)
        {
            int pid;
            __asm__ volatile ("int $0x80" : "=a"(pid) : "a"(20));
            return pid > 0 ? 0 : 1;
        }
        """);

    /// <summary>A child that reads "crash" writes to address 0.</summary>
    internal static string[] Crashing => [C("crashing", Listening + """
        int main(void)
        {
            signal(SIGCHLD, SIG_IGN);
            int s = listening();
            for (;;) {
                int c = accept(s, 0, 0);
                if (fork() == 0) {
                    close(s);
                    char b[30];
                    int n;
                    while ((n = read(c, b, sizeof b)) > 0) {
                        if (n >= 5 && !memcmp(b, "crash", 5)) *(volatile int *)0 = 1;
                        if (write(c, b, n) != n) break;
                    }
                    _exit(0);
                }
                close(c);
            }
        }
        """)];

    /// <summary>Makes, copies, passes on and closes descriptors in every way there is, one after another, and then says "done".</summary>
    internal static string[] Gymnast => [C("gymnast", Listening + """
        #ifndef CLOSE_RANGE_CLOEXEC
        #define CLOSE_RANGE_CLOEXEC 4
        #endif
        static int range(unsigned first, unsigned last, int flags) { return syscall(SYS_close_range, first, last, flags); }
        static void *idle(void *p) { (void)p; pause(); return 0; }
        static int shares(void *p) { dup2(*(int *)p, 60); close(*(int *)p); return 0; }
        static int unshares(void *p) { (void)p; unshare(CLONE_FILES); close(60); return 0; }

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

        static void receive(int from)
        {
            char data, control[CMSG_SPACE(sizeof(int))];
            struct iovec v = { &data, 1 };
            struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
            if (recvmsg(from, &m, MSG_CMSG_CLOEXEC) != 1) exit(2);
        }

        int main(int argc, char **argv)
        {
            if (argc > 1) return 0;                      /* what it executes itself as */
            int s = listening();
            int d = dup(s);
            dup2(s, 20);
            dup3(s, 21, O_CLOEXEC);
            dup2(20, 20);
            dup2(99, 22);                                /* EBADF */
            int e = fcntl(s, F_DUPFD, 30);
            int f = fcntl(s, F_DUPFD_CLOEXEC, 30);
            fcntl(e, F_SETFD, FD_CLOEXEC);
            fcntl(f, F_SETFD, 0);
            ioctl(d, FIOCLEX);
            ioctl(d, FIONCLEX);
            close(20);
            close(20);                                   /* EBADF */
            int pair[2], other[2], pipes[2];
            socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);
            if (pipe(pipes) || pipe2(other, O_CLOEXEC)) return 3;
            int file = open("/dev/null", O_RDONLY);
            dup2(file, 40);                              /* over nothing */
            dup2(s, 40);                                 /* over a file */

            if (fork() == 0) { receive(pair[1]); range(3, 100, 0); _exit(0); }
            pass(pair[0], s);
            wait(0);

            int six = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);
            int udp = socket(AF_INET, SOCK_DGRAM, 0);
            struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
            bind(udp, (void *)&a, sizeof a);
            socklen_t l = sizeof a;
            getsockname(s, (void *)&a, &l);
            int client = socket(AF_INET, SOCK_STREAM, 0);
            connect(client, (void *)&a, sizeof a);       /* to itself */
            int accepted = accept4(s, 0, 0, SOCK_CLOEXEC);
            shutdown(client, SHUT_WR);
            close(client);
            echo(accepted);

            char stack[2][65536];
            int number = dup(s);
            waitpid(clone(shares, stack[1], CLONE_FILES | SIGCHLD, &number), 0, 0);   /* 60 is ours as well */
            waitpid(clone(unshares, stack[1], CLONE_FILES | SIGCHLD, 0), 0, 0);       /* and stays */

            pthread_t thread;
            pthread_create(&thread, 0, idle, 0);

            pid_t p;
            posix_spawn_file_actions_t actions;
            posix_spawn_file_actions_init(&actions);
            posix_spawn_file_actions_adddup2(&actions, s, 50);
            char *again[] = { argv[0], "again", 0 };
            posix_spawn(&p, argv[0], &actions, 0, again, (char *[]){ 0 });
            waitpid(p, 0, 0);

            if (vfork() == 0) _exit(0);
            siginfo_t info;
            waitid(P_ALL, 0, &info, WEXITED);

            range(30, 35, CLOSE_RANGE_CLOEXEC);
            range(30, 31, 0);
            close(six);
            if (write(1, "done\n", 5) != 5) return 4;
            pause();
            return 0;
        }
        """)];

    /// <summary>Executes a command with some of the kernel's services refused: a comma-separated list of their names.</summary>
    internal static string Refuse => RefusedCalls.Program;
}
