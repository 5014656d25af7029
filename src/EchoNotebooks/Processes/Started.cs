using System.ComponentModel;
using System.Diagnostics;
using EchoNotebooks.Linux;

namespace EchoNotebooks;

/// <summary>Starts the programs that this library needs itself.</summary>
internal static class Started
{
    /// <summary>Starts one.</summary>
    /// <exception cref="EchoServerException">The kernel refuses it: no permission, no descriptors, no processes.</exception>
    public static Process Process(ProcessStartInfo start)
    {
        try
        {
            return System.Diagnostics.Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            var (why, errno) = (Errno.Explain(e.NativeErrorCode), Errno.Name(e.NativeErrorCode));
            throw new EchoServerException(
                $"{start.FileName} 프로그램을 시작하지 못했다: {LaunchAdvice.Explain(start.FileName, why, errno)}", e);
        }
    }
}
