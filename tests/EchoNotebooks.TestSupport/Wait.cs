using System.Diagnostics;
using Xunit;

namespace EchoNotebooks.TestSupport;

/// <summary>Waiting for what can be observed, in place of sleeping and hoping.</summary>
public static class Wait
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Looks again and again until the condition holds. The test fails where it does not within 60 s: on a starved machine a
    /// program may take half of that to start.
    /// </summary>
    /// <param name="condition">What must become true.</param>
    /// <param name="what">What is waited for and what is the case, for the failure.</param>
    /// <param name="hopeless">Whether to stop waiting, because it cannot become true any more.</param>
    public static async Task UntilAsync(Func<bool> condition, Func<string> what, Func<bool>? hopeless = null)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            // Asked first: what ended may have fulfilled the condition before.
            var giveUp = hopeless?.Invoke() ?? false;
            if (condition()) return;
            if (giveUp || waited.Elapsed > Timeout) Assert.Fail($"Waited {waited.Elapsed.TotalSeconds:0.0} s for: {what()}");
            // A look may read all of /proc, so a long wait looks less often.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(waited.ElapsedMilliseconds / 20, 5, 50)));
        }
    }
}
