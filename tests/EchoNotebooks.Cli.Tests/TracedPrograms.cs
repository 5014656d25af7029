using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Cli.Tests;

/// <summary>The servers that <c>echonb trace</c> is tried on.</summary>
internal static class TracedPrograms
{
    /// <summary>The command that starts a server, with {port} for its port.</summary>
    /// <param name="server">Its name here.</param>
    /// <param name="folder">Where it is compiled.</param>
    public static string[] Command(string server, string folder) => server switch
    {
        "textbook" => [CProgram.Compile("textbook", File.ReadAllText(Textbook), folder), "{port}"],
        "csharp" => [Path.Combine(Need.RepositoryRoot, "artifacts/lib/echo-server"), "{port}"],
        "native" => [Need.NativeServer(), "{port}"],
        "python" => [Need.Program("python3", "install python3"), "-c", ForkingTcpServer, "{port}"],
        "preforking" => [CProgram.Compile("preforking", Preforking, folder), "{port}"],
        "socat" => [Need.Program("socat", "install socat"), "TCP-LISTEN:{port},bind=127.0.0.1,fork", "EXEC:cat"],
        "silent" => [CProgram.Compile("silent", Listening + Accepting("accept(s, 0, 0)"), folder), "{port}"],
        "closing" => [CProgram.Compile("closing", Listening + Accepting("close(accept(s, 0, 0))"), folder), "{port}"],
        "answering" => [CProgram.Compile("answering", Listening + Answering, folder), "{port}"],
        "limited" => [CProgram.Compile("limited", Listening + Limited, folder), "{port}"],
        "one by one" => [CProgram.Compile("iterative", Listening + OneByOne, folder), "{port}"],
        "daemon" => [CProgram.Compile("daemon", Listening + Daemon, folder), "{port}"],
        _ => throw new ArgumentOutOfRangeException(nameof(server)),
    };

    private static string Textbook => Path.Combine(Need.RepositoryRoot, "src/textbook/echo_mpserv.c");

    private static string Accepting(string call) =>
        $"int main(int argc, char **argv) {{ int s = listening(argv[1]); for (;;) {call}; }}";

    private const string ForkingTcpServer = """
        import socketserver, sys
        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                while data := self.request.recv(30):
                    self.request.sendall(data)
        with socketserver.ForkingTCPServer(("127.0.0.1", int(sys.argv[1])), Handler) as server:
            server.serve_forever()
        """;

    private const string Listening = """
        #include <arpa/inet.h>
        #include <stdlib.h>
        #include <sys/socket.h>
        #include <sys/wait.h>
        #include <unistd.h>

        static int listening(char *port)
        {
            int s = socket(AF_INET, SOCK_STREAM, 0);
            struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
            if (bind(s, (void *)&a, sizeof a) || listen(s, 16)) exit(1);
            return s;
        }

        """;

    /// <summary>Speaks like HTTP/1.0: it answers when an empty line has come.</summary>
    private const string Answering = """
        #include <string.h>

        int main(int argc, char **argv)
        {
            int s = listening(argv[1]);
            for (;;) {
                int c = accept(s, 0, 0);
                if (fork() == 0) {
                    char b[1000];
                    size_t n = 0;
                    ssize_t more;
                    while (n < sizeof b && (more = read(c, b + n, sizeof b - n)) > 0) {
                        n += more;
                        if (n >= 4 && memcmp(b + n - 4, "\r\n\r\n", 4) == 0) {
                            write(c, "HTTP/1.0 200 OK\r\n\r\nhello\n", 25);
                            break;
                        }
                        if (memchr(b, '\n', n) && memcmp(b, "GET", 3) != 0) write(c, "ERROR\r\n", 7), n = 0;
                    }
                    return 0;
                }
                close(c);
            }
        }
        """;

    /// <summary>Serves two clients at a time and accepts no third before one has gone.</summary>
    private const string Limited = """
        int main(int argc, char **argv)
        {
            int s = listening(argv[1]), children = 0;
            for (;;) {
                while (children >= 2 && wait(0) > 0) children--;
                int c = accept(s, 0, 0);
                children++;
                if (fork() == 0) {
                    char b[30];
                    int n;
                    while ((n = read(c, b, sizeof b)) > 0) write(c, b, n);
                    return 0;
                }
                close(c);
            }
        }
        """;

    private const string OneByOne = """
        int main(int argc, char **argv)
        {
            int s = listening(argv[1]);
            for (;;) {
                char b[30];
                int n, c = accept(s, 0, 0);
                while ((n = read(c, b, sizeof b)) > 0) write(c, b, n);
                close(c);
            }
        }
        """;

    /// <summary>Leaves its starter, as daemon(3) does.</summary>
    private const string Daemon = """
        int main(int argc, char **argv)
        {
            if (fork()) return 0;
            setsid();
            int s = listening(argv[1]);
            for (;;) {
                int c = accept(s, 0, 0);
                if (fork() == 0) {
                    char b[30];
                    int n;
                    while ((n = read(c, b, sizeof b)) > 0) write(c, b, n);
                    return 0;
                }
                close(c);
            }
        }
        """;

    private const string Preforking = Listening + """
        int main(int argc, char **argv)
        {
            int s = listening(argv[1]);
            for (int i = 0; i < 3; i++)
                if (fork() == 0)
                    for (;;) {
                        char b[30];
                        int n, c = accept(s, 0, 0);
                        while ((n = read(c, b, sizeof b)) > 0) write(c, b, n);
                        close(c);
                    }
            close(s);
            while (wait(0) > 0);
            return 0;
        }
        """;
}
