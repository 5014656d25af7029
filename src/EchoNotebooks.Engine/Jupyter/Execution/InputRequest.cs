namespace EchoNotebooks.Engine.Jupyter;

/// <summary>The question to the reader that is open, if any: at most one at a time.</summary>
internal sealed class InputRequest
{
    // What Jupyter's terminal sends for Ctrl+D.
    private const string EndOfInput = "\u0004";
    private readonly Lock turn = new();
    private volatile TaskCompletionSource<string?>? open;

    /// <summary>Asks and waits. A thread that waits here can be interrupted.</summary>
    /// <param name="ask">Puts the question.</param>
    /// <returns>The answer; null at the end of input or when the question was withdrawn.</returns>
    public string? Ask(Action ask)
    {
        lock (turn)
        {
            var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            open = answer;
            try
            {
                ask();
                answer.Task.Wait();
                return answer.Task.Result;
            }
            finally
            {
                open = null;
            }
        }
    }

    /// <summary>The reader has answered.</summary>
    public void Answer(string value) => open?.TrySetResult(value == EndOfInput ? null : value);

    /// <summary>Nobody waits for the answer any more.</summary>
    public void Withdraw() => open?.TrySetResult(null);
}
