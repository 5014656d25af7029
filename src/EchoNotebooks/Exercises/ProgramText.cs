namespace EchoNotebooks;

/// <summary>A C text of exercises and its variants, each told by what differs.</summary>
internal sealed class ProgramText(string text)
{
    /// <summary>The echo server without a defect.</summary>
    public static ProgramText EchoServer { get; } = new(
        """
        #define _GNU_SOURCE
        #include <arpa/inet.h>
        #include <errno.h>
        #include <sched.h>
        #include <signal.h>
        #include <stdlib.h>
        #include <sys/resource.h>
        #include <sys/socket.h>
        #include <sys/wait.h>
        #include <unistd.h>

        #define BUF_SIZE 30

        /* SIGCHLD의 처리기: 끝난 자식을 모두 회수한다. */
        static void read_childproc(int sig)
        {
            int saved = errno;

            while (waitpid(-1, NULL, WNOHANG) > 0)
                ;
            errno = saved;
        }

        /* 클라이언트가 보내는 것을 그대로 돌려준다. */
        static void echo(int clnt_sock)
        {
            char buf[BUF_SIZE];
            ssize_t str_len;

            while ((str_len = read(clnt_sock, buf, BUF_SIZE)) > 0)
                write(clnt_sock, buf, str_len);
        }

        static int open_port(int port)
        {
            struct sockaddr_in serv_adr = { .sin_family = AF_INET };
            int on = 1;
            int serv_sock = socket(PF_INET, SOCK_STREAM, 0);

            setsockopt(serv_sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
            serv_adr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            serv_adr.sin_port = htons(port);
            if (bind(serv_sock, (struct sockaddr *)&serv_adr, sizeof(serv_adr)) == -1 || listen(serv_sock, 5) == -1)
                exit(1);
            return serv_sock;
        }

        int main(int argc, char *argv[])
        {
            struct sigaction act = { .sa_handler = read_childproc };
            int serv_sock = open_port(argc > 1 ? atoi(argv[1]) : 0);

            sigaction(SIGCHLD, &act, NULL);
            while (1) {
                pid_t pid;
                int clnt_sock = accept(serv_sock, NULL, NULL);

                if (clnt_sock == -1)
                    continue;
                pid = fork();
                if (pid == -1) {
                    close(clnt_sock);
                    continue;
                }
                if (pid == 0) {
                    close(serv_sock);
                    echo(clnt_sock);
                    close(clnt_sock);
                    return 0;
                }
                close(clnt_sock);
            }
        }

        """);

    /// <summary>The same with something else in one place.</summary>
    /// <param name="what">What stands there once.</param>
    /// <param name="instead">What stands there instead.</param>
    /// <exception cref="ArgumentException">It does not stand there, or more than once.</exception>
    public ProgramText With(string what, string instead)
    {
        var at = text.IndexOf(what, StringComparison.Ordinal);
        if (at < 0 || text.IndexOf(what, at + 1, StringComparison.Ordinal) >= 0)
            throw new ArgumentException($"not once in the text: {what}", nameof(what));
        return new(text.Replace(what, instead, StringComparison.Ordinal));
    }

    /// <summary>The same with something else from one place to another, both included.</summary>
    /// <param name="first">What begins there. It stands in the text once.</param>
    /// <param name="last">What ends there, somewhere behind the first.</param>
    /// <param name="instead">What stands there instead.</param>
    /// <exception cref="ArgumentException">One of the two does not stand there.</exception>
    public ProgramText Between(string first, string last, string instead)
    {
        var start = text.IndexOf(first, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf(last, start, StringComparison.Ordinal);
        if (end < 0) throw new ArgumentException($"not in the text: {first} … {last}", nameof(first));
        return new(text[..start] + instead + text[(end + last.Length)..]);
    }

    /// <summary>The C text.</summary>
    public override string ToString() => text;
}
