// THE COMMENTS "// the child's CALL(DESCRIPTOR)" AND "// the parent's CALL(DESCRIPTOR)" IN THIS FILE ARE DATA.
// The library reads them to find the line that made a system call (src/EchoNotebooks/Timelines/SourceMarks.cs).

using System.Globalization;
using System.Text;
using EchoNotebooks.Linux;
using static EchoNotebooks.Linux.ErrorNumber;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Server;

/// <summary>
/// What the runtime must be like so that a process that runs managed code can be forked. Most of it can only be
/// set before the runtime starts, and a shell or an IDE may have set something else. So the program looks; where a
/// setting is wrong, it sets all of them and executes itself again, once.
/// </summary>
internal static class RuntimeSettings
{
    /// <summary>The environment that the runtime reads when it starts; it wins over runtimeconfig.json.</summary>
    private static readonly (string Name, string Value)[] Needed =
    [
        // With W^X the code that a child compiles is written into memory that it shares with its parent.
        ("DOTNET_EnableWriteXorExecute", "0"),
        // No thread but the first may run managed code or the compiler at the moment of fork.
        ("DOTNET_TieredCompilation", "0"),
        ("DOTNET_gcConcurrent", "0"),
        ("DOTNET_gcServer", "0"),
        ("DOTNET_EnableDiagnostics", "0"),
        ("DOTNET_EnableEventPipe", "0"),
        ("DOTNET_STARTUP_HOOKS", ""),
    ];

    /// <summary>The environment variable with the pid of the process that has executed itself again: exec keeps the pid.</summary>
    private const string ExecutedAgain = "ECHO_SERVER_EXECUTED_AGAIN";

    /// <summary>
    /// Runs first in the parent. Returns true where the settings are right. Where they are not, it executes the program
    /// again with the right ones; where that fails, it says why and returns false.
    /// </summary>
    internal static bool Guaranteed()
    {
        if (AreRight()) return true;
        var self = getpid().ToString(CultureInfo.InvariantCulture);
        if (Environment.GetEnvironmentVariable(ExecutedAgain) == self)
        {
            Output.Error("fork에 필요한 .NET 런타임 설정이 다시 실행해도 적용되지 않는다. 환경 변수를 바꾸는 실행 도구 없이 직접 실행한다.\n");
            return false;
        }

        foreach (var (name, value) in Needed) _ = setenv(name, value, overwrite: 1);
        _ = setenv(ExecutedAgain, self, overwrite: 1);
        // Blocked before the new runtime starts, so that every thread of it has them blocked.
        Signals.Block();
        // exec ends this runtime before it can do that itself.
        DiagnosticPorts.Remove(Environment.ProcessId);
        using var argv = CStrings.FromProc("/proc/self/cmdline");
        // By its path and not as /proc/self/exe: the kernel takes the process's name from it.
        _ = execv(Encoding.UTF8.GetBytes($"{Environment.ProcessPath}\0"), argv.Addresses); // the parent's exec()
        Output.Error($"{Environment.ProcessPath}을(를) 다시 실행하지 못했다: {Errno.Explain(errno)}.\n");
        return false;
    }

    private static bool AreRight() =>
        Signals.AreBlocked() &&
        Needed.All(setting => (Environment.GetEnvironmentVariable(setting.Name) ?? "") == setting.Value);
}
