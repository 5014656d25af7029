using System.Text;
using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// What native code and programs that cells start write to the descriptors that they have from the kernel: it belongs
/// to the cell that runs, or ran last, and where there is none to the log.
/// </summary>
internal sealed class ProgramOutput(IProcessHost host, KernelLog log)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(100);
    private readonly byte[] fence = Encoding.ASCII.GetBytes($"\0{Guid.NewGuid():N}\0");
    private FencedReader[] captured = [];

    /// <summary>Begins to read.</summary>
    public void Capture()
    {
        try
        {
            var (output, error) = host.CaptureStreams();
            var (stdout, stderr) = (Reader(output, "stdout"), Reader(error, "stderr"));
            captured = [stdout, stderr];
            CellConsole.BeforeWrite = name => (name == "stdout" ? stdout : stderr).CatchUp(Timeout);
        }
        catch (IOException e)
        {
            log.Write($"셀이 실행한 프로그램의 출력을 셀 아래에 보여 줄 수 없다: {e.Message}");
        }
    }

    /// <summary>Waits until what was written so far has reached its cell; not for programs that hold it up.</summary>
    public void Settle()
    {
        if (captured.Length == 0) return;
        foreach (var stream in (Stream[])[Console.OpenStandardOutput(), Console.OpenStandardError()]) stream.Write(fence);
        foreach (var each in captured) each.WaitForFence(Timeout);
    }

    private FencedReader Reader(CapturedStream stream, string name) => new(stream, Encoding.ASCII.GetString(fence), text =>
    {
        if (CellScope.Current is not { } cell)
        {
            log.Write(text.TrimEnd('\n'));
            return;
        }
        cell.Output.Write(name, text);
        cell.Output.Flush();
    });
}
