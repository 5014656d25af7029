using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>
/// Compiles one C file with the machine's cc and keeps the result by its content: source, options and compiler.
/// Any number of programs may do so at once.
/// </summary>
internal static partial class CCompiler
{
    private static readonly string[] Options = ["-std=c17", "-g", "-Wall"];
    private static readonly TimeSpan CompileTimeout = TimeSpan.FromMinutes(1);
    private static readonly Lazy<string?> OwnFolder = new(MakeOwnFolder);
    private static readonly ProgramsInUse InUse = new();

    /// <summary>A folder for programs that are written and then run: no other user may put anything into it.</summary>
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // One wrong line of C can make the compiler complain without end.
    private const int MostErrors = 10;

    // With LC_ALL=C the compiler and its helpers print strerror(ENOSPC) like this.
    private const string NoRoom = "No space left on device";
    private const int MostInALine = 200;
    private const int MostRead = 1_000_000;

    /// <summary>Why nothing can be compiled here, and what mends it; null where cc is there.</summary>
    public static string? WhyNot => FindCc() is null ? NoCompiler : null;

    private const string NoCompiler = """
        C 컴파일러(cc)가 없어서 C 프로그램을 만들 수 없다. 이렇게 설치한 뒤 다시 해 보라.
          Debian, Ubuntu, WSL   sudo apt install gcc libc6-dev
          Fedora                sudo dnf install gcc
          Alpine                sudo apk add gcc musl-dev
          macOS의 컨테이너      컨테이너 안의 배포판에 맞는 위의 명령
        그 동안 C# 서버(ServerProgram.CSharp)로는 모두 해 볼 수 있다.
        """;

    /// <summary>What the compiler says of itself, in a line; null where there is none.</summary>
    public static async Task<string?> VersionAsync(CancellationToken ct) => FindCc() is { } cc
        ? (await RunAsync(cc, ["--version"], folder: null, ct).ConfigureAwait(false)).Output.Split('\n')[0].Trim()
        : null;

    /// <summary>The program made of a C text, from the cache where it was made before.</summary>
    /// <param name="fileName">How messages call the file: echo_mpserv.c. The program is called so without .c.</param>
    /// <param name="text">The C text.</param>
    /// <param name="ct">Stops waiting for the compiler, and the compiler.</param>
    /// <exception cref="EchoServerException">No compiler, or the text has errors.</exception>
    public static async Task<string> CompileAsync(string fileName, string text, CancellationToken ct)
    {
        var cc = FindCc() ?? throw new EchoServerException(NoCompiler);
        var version = await RunAsync(cc, ["--version"], folder: null, ct).ConfigureAwait(false);
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\0', [fileName, text, .. Options, cc, version.Output]))))[..16];
        var programName = Path.GetFileNameWithoutExtension(fileName);

        foreach (var cache in Folders())
        {
            var made = Path.Combine(cache, key);
            var program = Path.Combine(made, programName);
            // Held before it is looked for: a kernel that starts deletes old programs that no process holds.
            InUse.Hold(made);
            if (IsOurs(made, program)) return program;
            var aside = Path.Combine(cache, $".{key}-{Guid.NewGuid():N}");
            try
            {
                Directory.CreateDirectory(aside, OwnerOnly);
                await File.WriteAllTextAsync(Path.Combine(aside, fileName), text, ct).ConfigureAwait(false);
                await CompileInAsync(aside, cc, fileName, programName, text, ct).ConfigureAwait(false);
                if (!IsOurs(made, program)) Replace(made, aside);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another process was faster, or this cache cannot be written or is full: then the next one is tried.
            }
            finally
            {
                TryDelete(aside);
            }
            InUse.Hold(made);
            if (IsOurs(made, program)) return program;
        }
        throw new EchoServerException(
            $"{fileName} 파일을 컴파일해도 둘 곳이 없다. 이 폴더들에 쓸 수 없거나 자리가 모자란다: {string.Join(", ", Folders().Append(Path.GetTempPath()))}. "
            + "자리를 만들거나, 환경 변수 XDG_CACHE_HOME이나 TMPDIR를 쓸 수 있는 폴더로 바꾼다.");
    }

    /// <summary>
    /// Whether the program is there, and no other user can have put it there: a cache may lie in a folder that others share, but what
    /// is in it is made in a folder of its owner alone.
    /// </summary>
    private static bool IsOurs(string made, string program) => OwnFile.Is(made) && File.Exists(program);

    /// <summary>Gives a folder its name. What is in its place, a plain file or a folder without a program, is of no use.</summary>
    private static void Replace(string made, string aside)
    {
        if (File.Exists(made)) File.Delete(made);
        var half = aside + ".old";
        if (Directory.Exists(made)) Directory.Move(made, half);
        Directory.Move(aside, made);
        TryDelete(half);
    }

    /// <exception cref="IOException">There is no room, here or where the compiler keeps what it needs meanwhile.</exception>
    /// <exception cref="EchoServerException">The text has errors.</exception>
    private static async Task CompileInAsync(
        string folder, string cc, string fileName, string programName, string text, CancellationToken ct)
    {
        string[] arguments = [.. Options, "-o", Path.Combine(folder, programName), Path.Combine(folder, fileName)];
        var result = await RunAsync(cc, arguments, folder, ct).ConfigureAwait(false);
        var error = result.Error.Replace(folder + "/", "", StringComparison.Ordinal);
        if (result.ExitCode != 0 && error.Contains(NoRoom, StringComparison.Ordinal)) throw new IOException(NoRoom);
        if (result.ExitCode != 0) throw new EchoServerException(Explain(fileName, text, error)) { IsProgramsFault = true };
    }

    /// <summary>Every error with the line of source that it is about.</summary>
    private static string Explain(string fileName, string text, string complaint)
    {
        var lines = text.Split('\n');
        var message = new StringBuilder($"{fileName} 파일을 컴파일하지 못했다.").AppendLine();
        var found = false;
        foreach (var match in Diagnostic().Matches(complaint).Take(MostErrors))
        {
            var line = int.Parse(match.Groups["line"].ValueSpan);
            var column = int.Parse(match.Groups["column"].ValueSpan);
            message.AppendLine($"{line}번째 줄: {Cut(match.Groups["what"].Value)}");
            if (match.Groups["file"].Value == fileName && line <= lines.Length)
            {
                message.AppendLine($"  {line,4} | {Cut(lines[line - 1].TrimEnd('\r').Replace('\t', ' '))}");
                if (column <= MostInALine) message.AppendLine($"       | {new string(' ', Math.Max(0, column - 1))}^");
            }
            found = true;
        }
        if (HiddenByStandard().IsMatch(complaint) && !text.Contains("_SOURCE", StringComparison.Ordinal))
            message.AppendLine("-std=c17은 sigaction 같은 POSIX의 이름을 감춘다. 맨 위, 첫 #include보다 앞에 #define _GNU_SOURCE를 적는다.");
        // A linker names no line: its own words then.
        if (!found) message.AppendLine(string.Join('\n', complaint.Split('\n').TakeLast(20).Select(Cut)));
        return message.ToString().TrimEnd();
    }

    private static string Cut(string line) => line.Length <= MostInALine ? line : line[..MostInALine] + "…";

    // With LC_ALL=C both gcc and clang write FILE:LINE:COLUMN: error: WHAT.
    [GeneratedRegex(@"^(?<file>[^:\n]+):(?<line>\d+):(?<column>\d+): (?:fatal )?error: (?<what>.*)$", RegexOptions.Multiline)]
    private static partial Regex Diagnostic();

    // These are the compiler's complaints about a structure or a function without a declaration.
    [GeneratedRegex(@"storage size of|incomplete type|implicit declaration of function|undeclared function")]
    private static partial Regex HiddenByStandard();

    /// <summary>The compiler that is used; null where there is none.</summary>
    internal static string? FindCc() => PathSearch.Find("cc") ?? PathSearch.Find("gcc") ?? PathSearch.Find("clang");

    /// <summary>Where results are kept, best first: the user's cache, and where that cannot be written a folder of this process.</summary>
    private static IEnumerable<string> Folders()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        // A relative path there is invalid and ignored (XDG Base Directory Specification).
        if (!Path.IsPathRooted(cache))
            cache = Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache") : null;
        if (cache is not null) yield return Path.Combine(cache, "echo-notebooks");
        if (OwnFolder.Value is { } own) yield return own;
    }

    private static string? MakeOwnFolder()
    {
        try
        {
            var folder = Directory.CreateTempSubdirectory("echo-notebooks-").FullName;
            AppDomain.CurrentDomain.ProcessExit += (_, _) => TryDelete(folder);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder left in a cache does no harm.
        }
    }

    /// <summary>Runs the compiler and waits for it.</summary>
    /// <param name="cc">The compiler.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it puts its temporary files, which are deleted with it; null where it makes none.</param>
    /// <param name="ct">Ends it.</param>
    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string cc, string[] arguments, string? folder, CancellationToken ct)
    {
        var start = new ProcessStartInfo(cc, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        };
        if (folder is not null) start.Environment["TMPDIR"] = folder;
        Guardian.Ensure(LibraryFiles.GuardianCommand);
        using var process = Started.Process(start);
        process.StandardInput.Close();
        var output = ReadAsync(process.StandardOutput);
        var error = ReadAsync(process.StandardError);
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timer.CancelAfter(CompileTimeout);
        try
        {
            await process.WaitForExitAsync(timer.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            throw new EchoServerException($"{cc}가 {CompileTimeout.TotalSeconds:0}초 안에 끝나지 않았다.");
        }
        return (process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
    }

    /// <summary>Everything is read, so that the writer never waits; only the beginning is kept.</summary>
    private static async Task<string> ReadAsync(StreamReader reader)
    {
        var kept = new StringBuilder();
        var block = new char[4096];
        while (await reader.ReadAsync(block).ConfigureAwait(false) is > 0 and var count)
            kept.Append(block, 0, Math.Min(count, MostRead - kept.Length));
        return kept.ToString();
    }
}
