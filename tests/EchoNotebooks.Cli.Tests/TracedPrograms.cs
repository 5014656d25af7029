using System.Diagnostics;
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
        "textbook" => [Compile(folder, "textbook", File.ReadAllText(Textbook)), "{port}"],
        "csharp" => [Path.Combine(Need.RepositoryRoot, "artifacts/lib/echo-server"), "{port}"],
        "native" => [Need.NativeServer(), "{port}"],
        "python" => [Need.Program("python3", "install python3"), "-c", ForkingTcpServer, "{port}"],
        "preforking" => [Compile(folder, "preforking", Preforking), "{port}"],
        "socat" => [Need.Program("socat", "install socat"), "TCP-LISTEN:{port},bind=127.0.0.1,fork", "EXEC:cat"],
        "silent" => [Compile(folder, "silent", Listening + Accepting("accept(s, 0, 0)")), "{port}"],
        "closing" => [Compile(folder, "closing", Listening + Accepting("close(accept(s, 0, 0))")), "{port}"],
        _ => throw new ArgumentOutOfRangeException(nameof(server)),
    };

    private static string Textbook => Path.Combine(Need.RepositoryRoot, "src/textbook/echo_mpserv.c");

    /// <summary>Compiles a C program and gives its path.</summary>
    public static string Compile(string folder, string name, string text)
    {
        var (source, program) = (Path.Combine(folder, name + ".c"), Path.Combine(folder, name));
        File.WriteAllText(source, text);
        using var cc = Process.Start(Need.Program("cc", "install gcc"), ["-std=gnu17", "-g", "-w", "-o", program, source]);
        cc.WaitForExit();
        Assert.Equal(0, cc.ExitCode);
        return program;
    }

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
