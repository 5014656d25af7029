namespace EchoNotebooks;

/// <summary>How a process ended: with an exit code, or by a signal.</summary>
/// <param name="Code">The exit code; null where a signal ended it.</param>
/// <param name="Signal">The signal's name; null where it exited.</param>
internal sealed record ProcessEnd(int? Code, string? Signal)
{
    public override string ToString() => Signal is null ? $"종료 코드 {Code}" : $"시그널 {Signal}";
}
