using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>A server program that can be started: ours in C#, the chapter's in C, the reader's own, or any command.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public sealed class ServerProgram : IView
{
    /// <summary>What our server in C# is called as a file.</summary>
    internal const string OurServer = "echo-server";

    private readonly Func<CancellationToken, Task<string[]>> prepare;
    private readonly Func<string?> whyNot;
    private readonly Func<Listing> source;
    private readonly bool isCommand;

    /// <summary>What stands behind the port.</summary>
    private string[] moreArguments = [];

    /// <summary>How our server in C# serves many clients; null where none was asked for.</summary>
    private ServerDesign? design;

    private ServerProgram(
        string name, Func<CancellationToken, Task<string[]>> prepare, Func<string?> whyNot, Func<Listing> source, bool isCommand = false)
    {
        Name = name;
        this.prepare = prepare;
        this.whyNot = whyNot;
        this.source = source;
        this.isCommand = isCommand;
    }

    /// <summary>The chapter's server in C#, src/EchoNotebooks.EchoServer; as a native program where one was published.</summary>
    public static ServerProgram CSharp { get; } = new(
        "C# 에코 서버(echo-server)", _ => CSharpCommand(), () => null, () => Listing.OfCSharpServer())
    { IsOurServer = true, HasMarks = true };

    /// <summary>The chapter's server in C with its defects, src/textbook/echo_mpserv.c; compiled with cc at its first start.</summary>
    public static ServerProgram Textbook { get; } = OfTextbook("교재의 C 에코 서버(echo_mpserv.c)", "echo_mpserv.c");

    /// <summary>
    /// A server in C with one process for all clients, src/textbook/echo_serv.c: it does not accept the next client before the one
    /// before has left.
    /// </summary>
    public static ServerProgram Iterative { get; } = OfTextbook("C 반복 에코 서버(echo_serv.c)", "echo_serv.c");

    /// <summary>The names of the designs that <see cref="Design"/> knows, in the order in which they are told.</summary>
    public static IReadOnlyList<string> Designs { get; } = [.. ServerDesign.All.Select(design => design.Name)];

    /// <summary>A program of which only a recording is known.</summary>
    internal static ServerProgram Unknown { get; } = Recorded("녹화된 프로그램");

    /// <summary><see cref="Textbook"/> where there is a C compiler, <see cref="CSharp"/> where there is none.</summary>
    public static ServerProgram TextbookIfPossible => Textbook.IsAvailable ? Textbook : CSharp;

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>Whether it can be started on this machine.</summary>
    public bool IsAvailable => WhyNot is null;

    /// <summary>Why it cannot be started on this machine, and what mends it; null when it can.</summary>
    public string? WhyNot => whyNot();

    /// <summary>Its source.</summary>
    /// <exception cref="EchoServerException">It has none that we know of (a command), or the file is missing.</exception>
    public Listing Source => source();

    /// <summary>Whether a free port must be chosen before the start, because the program does not take 0 for one.</summary>
    internal bool NeedsPort { get; private init; }

    /// <summary>Whether it is our server in C#, whose source lies beside the library.</summary>
    internal bool IsOurServer { get; private init; }

    /// <summary>The name by which a design was asked for; null where none was.</summary>
    internal string? DesignName => design?.Name;

    /// <summary>What people call the design; the program's name where none was asked for.</summary>
    internal string ShortName => design?.Words ?? Name;

    /// <summary>How many children it has before any client comes.</summary>
    internal int Workers => design?.Workers ?? 0;

    /// <summary>Whether a client waits for the one before to leave.</summary>
    internal bool ServesOneAtATime => this == Iterative || DesignName == ServerDesign.OneAtATime;

    /// <summary>Whether the comments in the source of our server say which line makes which call.</summary>
    internal bool HasMarks { get; private init; }

    /// <summary>The name that the compiler was told for its one source file; null for a program that we have not compiled.</summary>
    internal string? SourceFile { get; private init; }

    /// <summary>
    /// Our server in C# with another way to serve many clients: "iterative" (one after the other), "fork" (a child a client: the
    /// chapter's), "prefork" (children that were there before, each in accept), "passing" (such children get the descriptor in a
    /// message), "spawn" (a new program a client), "thread" (a thread a client), "event-loop" (one thread for all).
    /// </summary>
    /// <param name="name">One of <see cref="Designs"/>.</param>
    /// <exception cref="ArgumentException">There is no such design.</exception>
    public static ServerProgram Design(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var design = ServerDesign.Find(name);
        return new ServerProgram(
            $"C# 에코 서버(echo-server, {design.Words})", _ => CSharpCommand(), () => null, () => Listing.Of(design.File))
        {
            IsOurServer = true,
            HasMarks = name == ServerDesign.Default,
            design = design,
        };
    }

    /// <summary>The same without a word of which design it is.</summary>
    internal static ServerProgram Hidden(ServerDesign design) => new(
        "방법을 감춘 C# 에코 서버", _ => CSharpCommand(), () => null,
        () => throw new EchoServerException("이 서버의 소스는 보여 주지 않는다. 시스템 호출을 녹화해 알아낸다."))
    {
        IsOurServer = true,
        design = design,
    };

    /// <summary>
    /// The laboratory's server in C, src/textbook/echo_lab.c: <see cref="Textbook"/> without its defects, but for those named.
    /// </summary>
    /// <param name="switches">What is to be wrong, or otherwise, with it; nothing for the server without a defect.</param>
    public static ServerProgram Lab(params IReadOnlyList<LabSwitch> switches)
    {
        ArgumentNullException.ThrowIfNull(switches);
        var names = switches.Count == 0 ? "" : $", {string.Join(' ', switches)}";
        Func<string?> whyNot = switches.Any(one => one.LimitsProcesses)
            ? () => CCompiler.WhyNot ?? UserNamespace.WhyNot : () => CCompiler.WhyNot;
        return OfTextbook($"C 실험실 서버(echo_lab.c{names})", "echo_lab.c", whyNot, [.. switches.Select(one => one.Argument)]);
    }

    /// <summary>
    /// A C program of the reader's own. Its first argument is the port (0: any free one), the second "any" for all addresses.
    /// </summary>
    /// <param name="text">The whole C text.</param>
    public static ServerProgram C(string text)
    {
        return OfText("직접 쓴 C 프로그램", "program.c", text);
    }

    /// <summary>A C program of the reader's own under a name.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="file">What the compiler and the lines of its source call the text.</param>
    /// <param name="text">The whole C text.</param>
    internal static ServerProgram OfText(string name, string file, string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return new ServerProgram(
            name, async ct => [await CCompiler.CompileAsync(file, text, ct).ConfigureAwait(false)],
            () => CCompiler.WhyNot, () => Listing.OfText(file, text))
        { SourceFile = file };
    }

    /// <summary>
    /// Any program that listens: "python3 server.py {port}". {port} is replaced by a free port; without it the
    /// port is read from the kernel. Split like a shell's line (quotes, backslashes), but no shell runs it.
    /// </summary>
    /// <param name="commandLine">The program and its arguments.</param>
    /// <exception cref="ArgumentException">It is empty, or a quote is not closed.</exception>
    public static ServerProgram Command(string commandLine)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        return Of(commandLine, CommandLine.Split(commandLine));
    }

    /// <summary>
    /// The same, in words: <c>ServerProgram.Command(["python3", file, "{port}"])</c>. A word may have blanks and quotes in it,
    /// as a path may.
    /// </summary>
    /// <param name="words">The program and its arguments.</param>
    /// <exception cref="ArgumentException">There is no word, or the first is empty.</exception>
    public static ServerProgram Command(IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (words.Count == 0 || words[0].Length == 0) throw CommandLine.Empty(nameof(words));
        return Of(CommandLine.Join(words), [.. words]);
    }

    private static ServerProgram Of(string name, string[] words) => new(
        name, _ => Task.FromResult(words), () => LaunchAdvice.NotFound(words[0]),
        () => throw new EchoServerException($"\"{name}\"의 소스가 어디에 있는지 모른다. 파일이 있으면 Listing.Of(\"파일\")로 볼 수 있다."),
        isCommand: true)
    {
        NeedsPort = words.Any(word => word.Contains("{port}", StringComparison.Ordinal)),
        IsOurServer = words.Any(IsOurs),
        HasMarks = words.Any(IsOurs) && !words.Contains("--design"),
    };

    private static bool IsOurs(string word) => Path.GetFileName(word) is OurServer or OurServer + ".dll";

    /// <summary>A program that ran somewhere, under this name.</summary>
    internal static ServerProgram Recorded(string name) => new(
        name, _ => throw new EchoServerException($"{name}: 녹화만 있어서 시작할 수 없다."), () => "녹화만 있다.",
        () => throw new EchoServerException($"{name}의 소스가 어디에 있는지 모른다."));

    /// <summary>Runs the program with just these arguments until it ends: <c>await program.RunAsync()</c> shows its usage.</summary>
    /// <param name="arguments">Its arguments; none by default.</param>
    /// <exception cref="EchoServerException">It cannot be started, or did not end within 10 seconds.</exception>
    public Task<ProgramRun> RunAsync(params string[] arguments) => RunAsync(OutputKind.Terminal, arguments);

    /// <summary>The same, with its standard output leading to a terminal or to a pipe.</summary>
    /// <param name="kind">What it leads to. A signal can cut a write(2) to a terminal, but no short one to a pipe (pipe(7)).</param>
    /// <param name="arguments">Its arguments; none by default.</param>
    /// <exception cref="EchoServerException">It cannot be started, or did not end within 10 seconds.</exception>
    public async Task<ProgramRun> RunAsync(OutputKind kind, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var output = new ServerOutput();
        string[] command = [.. await prepare(default).ConfigureAwait(false), .. arguments];
        var process = await SupervisedProcess.StartAsync(command, output, default, kind).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            if (await Task.WhenAny(process.Ended, Task.Delay(TimeSpan.FromSeconds(10))).ConfigureAwait(false) != process.Ended)
                throw new EchoServerException($"{Name}: 10초 안에 끝나지 않아서 끝냈다. 계속 도는 서버는 EchoServer.StartAsync로 시작한다.")
                {
                    Output = output.ToString(),
                };
            return new ProgramRun(output, await process.Ended.ConfigureAwait(false));
        }
    }

    /// <summary>The same program, started by another command, which becomes it.</summary>
    /// <param name="wrap">Makes that command of the program's.</param>
    internal ServerProgram StartedBy(Func<string[], string[]> wrap) =>
        new(Name, async ct => wrap(await prepare(ct).ConfigureAwait(false)), whyNot, source, isCommand)
        {
            NeedsPort = NeedsPort,
            IsOurServer = IsOurServer,
            SourceFile = SourceFile,
            moreArguments = moreArguments,
        };

    /// <summary>The command without any argument of ours: compiled now, where it is not yet.</summary>
    internal Task<string[]> PrepareAsync(CancellationToken ct) => prepare(ct);

    /// <summary>The command that starts it on a port.</summary>
    internal async Task<string[]> CommandAsync(int port, bool any, bool step, CancellationToken ct)
    {
        var command = await prepare(ct).ConfigureAwait(false);
        if (isCommand)
        {
            if (any) throw new ArgumentException("ServerProgram.Command의 주소는 명령에 직접 적는다. any를 쓸 수 없다.", nameof(any));
            return [.. command.Select(word => word.Replace("{port}", $"{port}", StringComparison.Ordinal))];
        }
        string[] atAnyAddress = any ? ["--any"] : [];
        string[] stepping = step ? ["--step"] : [];
        string[] asked = design is { Name: not ServerDesign.Default and var name } ? ["--design", name] : [];
        if (IsOurServer) return [.. command, .. atAnyAddress, .. stepping, .. asked, $"{port}"];
        return [.. command, $"{port}", .. (any ? ["any"] : Array.Empty<string>()), .. moreArguments];
    }

    /// <summary>A C program of src/textbook, compiled at its first start.</summary>
    internal static ServerProgram OfTextbook(string name, string file) => OfTextbook(name, file, () => CCompiler.WhyNot, []);

    private static ServerProgram OfTextbook(string name, string file, Func<string?> whyNot, string[] arguments) => new(
        name,
        async ct =>
        {
            var text = await File.ReadAllTextAsync(LibraryFiles.Find(file), ct).ConfigureAwait(false);
            return [await CCompiler.CompileAsync(file, text, ct).ConfigureAwait(false)];
        },
        whyNot,
        () => Listing.Of(file))
    { SourceFile = file, moreArguments = arguments };

    private static Task<string[]> CSharpCommand() => Task.FromResult(LibraryFiles.ProgramCommand("echo-server"));

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    void IView.WriteHtml(MarkupWriter html)
    {
        html.Leaf("p", Name, ("style", "font-weight:600;margin:0"));
        foreach (var line in (WhyNot ?? Usable).Split('\n')) html.Leaf("pre", line);
    }

    string IView.ToText() => $"{Name}\n{WhyNot ?? Usable}\n";

    private const string Usable = "이 컴퓨터에서 시작할 수 있다.";
}
