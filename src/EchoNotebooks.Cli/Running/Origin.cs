using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using EchoNotebooks.Cli.Doctor;
using EchoNotebooks.Engine.Book;

namespace EchoNotebooks.Cli.Running;

/// <summary>What the outputs of a run depend on: this program's commit, this machine and the time.</summary>
internal static class Origin
{
    private const int LettersOfCommit = 12;

    /// <summary>Of a run that has just ended.</summary>
    public static async Task<Provenance> NowAsync() => new(
        [
            .. Commit() is { } commit ? [("커밋", commit)] : Array.Empty<(string, string)>(),
            ("운영체제 커널", $"Linux {Environment.OSVersion.Version} ({RuntimeInformation.OSDescription})"),
            ("C 컴파일러", await CCompiler.VersionAsync(CancellationToken.None).ConfigureAwait(false) ?? "없음"),
            (".NET", Environment.Version.ToString()),
            ("실행한 때", DateTimeOffset.Now.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)),
        ],
        [
            .. Checkup.OfCourse().Where(finding => !finding.IsThere)
                .Select(finding => $"{finding.What}: {finding.Detail}. 잃은 것: {finding.Lost}."),
        ]);

    private static string? Commit()
    {
        var version = typeof(Origin).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return version.Split('+') is [_, { Length: >= LettersOfCommit } commit] ? commit[..LettersOfCommit] : null;
    }
}
