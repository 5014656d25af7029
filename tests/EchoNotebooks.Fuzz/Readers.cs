using System.Text;
using System.Text.Json;
using EchoNotebooks.Cli.Grading;
using EchoNotebooks.Engine.Book;
using EchoNotebooks.Engine.Documents;
using EchoNotebooks.Engine.Files;
using EchoNotebooks.Engine.Jupyter;
using EchoNotebooks.Linux;
using EchoNotebooks.Live;
using TracerCommand = EchoNotebooks.Tracing.Command;

namespace EchoNotebooks.Fuzz;

/// <summary>All that reads what others have written.</summary>
internal static class Readers
{
    private const string Cell = """
        {"cell_type":"code","execution_count":1,"id":"a","metadata":{},"outputs":[
        {"output_type":"display_data","metadata":{},"data":{"text/html":["<b>","x</b>"],"text/plain":"x"}}],"source":["1\n","2"]}
        """;

    private const string Close = """
        "pid":7,"role":"parent","call":"close","arguments":{"fd":4}
        """;

    private static readonly string Snapshot = """
        {"schema":1,"takenAt":"2026-01-02T03:04:05Z","processes":[
        {"pid":7,"ppid":1,"state":"S","command":"a","role":"parent","startTime":9}],
        "descriptors":[{"pid":7,"fd":3,"kind":"socket","inode":5,"target":"socket:[5]","cloexec":false,"ofd":1}],
        "sockets":[{"inode":5,"protocol":"tcp","local":"127.0.0.1:9","remote":"127.0.0.1:8","state":"LISTEN"}],
        "descriptions":"kcmp","problems":[]}
        """.ReplaceLineEndings("");

    internal static IReadOnlyDictionary<string, Reader> All { get; } = new Dictionary<string, Reader>
    {
        ["ipynb"] = new(
            text => ReadNotebook(() => Notebook.Parse(Text(text), "a.ipynb")),
            $$$"""{"nbformat":4,"nbformat_minor":5,"metadata":{"kernelspec":{"name":".net-csharp"}},"cells":[{{{Cell}}}]}""",
            """
            {"nbformat":4,"metadata":{},"cells":[{"cell_type":"markdown","source":"# 글","attachments":{"a.png":{"image/png":"AA=="}}}]}
            """),
        ["dib"] = new(
            text => ReadNotebook(() => DibReader.Parse(Text(text), "a.dib")),
            "#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"name\":\"csharp\"}]}}\n\n"
            + "#!csharp\n\n1 + 2\n\n#!markdown\n\n# 글\n"),
        ["message"] = new(
            bytes => new WireFormat([]).Read(Frames(bytes), out _),
            "<IDS|MSG>\n\n{\"msg_type\":\"execute_request\",\"msg_id\":\"1\"}\n{}\n{}\n{\"code\":\"1\\ud83d\\ude00\",\"silent\":false}",
            "a\n<IDS|MSG>\n\n{\"msg_type\":\"x\"}\n{\"a\":[1,2.5e3,null,true]}\n{}\n{\"x\":\"\\ud83d\"}"),
        ["connection"] = new(ReadConnection, """
            {"transport":"tcp","ip":"127.0.0.1","shell_port":5001,"iopub_port":5002,"stdin_port":5003,"control_port":5004,"hb_port":5005,
            "key":"k","signature_scheme":"hmac-sha256"}
            """),
        ["command"] = new(
            text => Try<FormatException>(() => TracerCommand.Parse(Text(text))),
            """{"command":"until","call":"close","phase":"after","role":"parent","descriptor":"clnt_sock","timeoutMs":5000}""",
            """{"command":"signal","signal":"SIGTERM","pid":7}""", """{"command":"next","only":[7]}"""),
        ["line"] = new(
            ReadLines,
            $$"""{"schema":1,"index":0,"phase":"before",{{Close}},"snapshot":{{Snapshot}}}""" + "\n"
            + $$$"""{"schema":1,"index":0,"phase":"after",{{{Close}}},"result":0,"changes":{"descriptors":[{"pid":7,"fd":4}]}}""",
            """{"event":"started","pid":7,"schema":1,"stops":"filter"}""" + "\n" + """{"event":"output","stream":"stdout","text":"가\n"}""",
            """{"event":"paused","reason":"timeout","processes":[{"pid":7,"role":"parent","state":"stopped"}]}""" + "\n"
            + """{"event":"exited","pid":7,"signal":"SIGKILL"}"""),
        ["snapshot"] = new(text => Try<SnapshotFormatException>(() => SnapshotJson.Read(Text(text))), Snapshot),
        ["proc"] = new(
            ReadProc,
            "0" + "7 (echo (x)) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 99 1000 25 18446744073709551615",
            "1Name:\techo\nState:\tS (sleeping)\nTracerPid:\t0\nSigCgt:\t0000000000010000\nSeccomp:\t2\nvoluntary_ctxt_switches:\t7\n",
            "2pos:\t0\nflags:\t02000002\nmnt_id:\t15\nino:\t9\n", "3socket:[12345]", "3anon_inode:[eventpoll]", "3/tmp/a (deleted)",
            "4  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
            + "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1\n",
            "5Num       RefCount Protocol Flags    Type St Inode Path\n0000000000000000: 00000002 00000000 00010000 0001 01 123 @abc\n"),
        ["netlink"] = new(ReadNetlink, "\u0018\0\0\0\u0014\0\0\0\0\0\0\0\0\0\0\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008"),
        ["markdown"] = new(
            ReadMarkdown, "# 제목\n\n**굵게**(한글)와 `코드`, [글](a.ipynb#절), ![그림](img/a.svg)\n\n| a | b |\n|---|---|\n| 1 | $x^2$ |\n\n- [x] 하나\n",
            "<details><summary>정답</summary>\n\n<script>x</script><img src=x onerror=y><a href='javascript:z'>w</a>\n\n</details>\n"),
        ["submission"] = new(
            ReadSubmission,
            "var e6 = Exercises.Get(\"E6\", seed: 1);\n"
            + "await e6.SubmitAsync(e6.Given.Replace(\"30\", \"31\") + @\"x\" + \"\"\"y\"\"\")"),
        ["answer"] = new(
            bytes => JudgeProcess.AnswerAsync(new StreamReader(new MemoryStream(bytes)), "T", default).GetAwaiter().GetResult(),
            """{"token":"T","outcome":"passed","findings":[{"sentence":"x","step":3,"source":"a.c:1","read":"04"}]}""" + "\n"),
        ["live"] = new(
            bytes => Command.ReadAsync(new MemoryStream(bytes), default).AsTask().GetAwaiter().GetResult(),
            """{"do":"until","point":"fork"}""", """{"do":"connect","count":3}""", """{"do":"say","client":1,"text":"안녕"}"""),
    };

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static void Try<T>(Action read)
        where T : Exception
    {
        try
        {
            read();
        }
        catch (T)
        {
            // What it says of bytes that are none of its own.
        }
    }

    private static void ReadNotebook(Func<Notebook> parse) => Try<NotebookException>(() =>
    {
        var notebook = parse();
        foreach (var cell in notebook.Cells) _ = CellLanguage.Of(cell, notebook);
        _ = notebook.ToJson();
    });

    private static List<byte[]> Frames(byte[] bytes) => [.. Text(bytes).Split('\n').Select(Encoding.UTF8.GetBytes)];

    private static void ReadConnection(byte[] bytes)
    {
        var path = Path.Combine(Path.GetTempPath(), $"connection-{Environment.ProcessId}.json");
        File.WriteAllBytes(path, bytes);
        Try<JupyterException>(() => ConnectionFile.Read(path));
    }

    /// <summary>As the library hears a tracer: what it catches there is caught here.</summary>
    private static void ReadLines(byte[] bytes)
    {
        var recording = new Recording(ServerProgram.CSharp, new ServerOutput());
        try
        {
            foreach (var text in Text(bytes).Split('\n'))
            {
                using var line = JsonDocument.Parse(text);
                if (!TraceJson.IsEvent(line.RootElement)) recording.Add(TraceJson.ReadLine(line.RootElement));
                else if (ProgramEvent.Read(line.RootElement) is { } said) recording.Add(said);
            }
            _ = $"{recording.Look()}";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // "…의 말을 알아듣지 못했다"
        }
    }

    private static void ReadProc(byte[] bytes)
    {
        if (bytes.Length == 0) return;
        var text = bytes.AsSpan(1).ToArray();
        Try<ProcFormatException>(() =>
        {
            object read = (bytes[0] % 6) switch
            {
                0 => ProcStat.Parse(text),
                1 => ProcStatus.Parse(text),
                2 => FdInfo.Parse(text),
                3 => FdTarget.Parse(text),
                4 => ProcNetInet.Parse(text),
                _ => ProcNetUnix.Parse(text),
            };
        });
    }

    private static void ReadNetlink(byte[] bytes)
    {
        _ = SockDiag.ReadInet(bytes, _ => { });
        _ = SockDiag.ReadUnix(bytes, _ => { });
        _ = new TcpConnection(1, new(System.Net.IPAddress.Loopback, 1), new(System.Net.IPAddress.Loopback, 2)).Take(bytes);
    }

    private static void ReadMarkdown(byte[] bytes)
    {
        using var staged = new StagedFiles();
        var files = new BookFiles("/nowhere", new Dictionary<string, string>(), _ => false, staged);
        var html = new MarkdownText(files, "/nowhere", new([])).ToHtml(Text(bytes)).Html;
        if (html.Contains("<script", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException("a script is left in the page");
    }

    private static void ReadSubmission(byte[] bytes)
    {
        var json = JsonSerializer.Serialize(new { nbformat = 4, cells = new[] { new { cell_type = "code", source = Text(bytes) } } });
        _ = SubmissionReader.Read(Notebook.Parse(json, "a.ipynb"), seed: 1);
    }
}
