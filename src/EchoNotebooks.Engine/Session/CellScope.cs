namespace EchoNotebooks.Engine.Session;

/// <summary>
/// What belongs to one run of one cell and follows its asynchronous flow: where output goes, and what has to be
/// cleaned up if it fails. A task or thread that the cell started still writes to this cell when the next one runs.
/// </summary>
/// <param name="output">Where output goes.</param>
/// <param name="number">The cell's number.</param>
internal sealed class CellScope(ICellOutput output, int number)
{
    /// <summary>The key under which libraries find the hook, through AppDomain.GetData; its value is an Action of Action.</summary>
    public const string OnFailureKey = "notebook.cell.onfailure";

    /// <summary>
    /// The key under which a clean-up finds why it runs, through AppDomain.GetData: a function that gives the beginning of a
    /// sentence, "9번 셀이 실패해서", while a clean-up runs.
    /// </summary>
    public const string WhyKey = "notebook.cell.why";

    /// <summary>
    /// The key under which libraries find how to show something that they will replace later, through AppDomain.GetData: a function
    /// that shows a value in the running cell and gives an action that shows another in its place.
    /// </summary>
    public const string DisplayKey = "notebook.cell.display";

    private static readonly AsyncLocal<CellScope?> Flowing = new();
    private static readonly AsyncLocal<string?> Why = new();
    private static CellScope? latest;
    private readonly Lock gate = new();
    private readonly Stack<Action> cleanUps = new();
    private bool over;
    private bool failed;
    private string why = "";

    /// <summary>The cell that the running code belongs to; code without one belongs to the cell that began last.</summary>
    public static CellScope? Current => Flowing.Value ?? Volatile.Read(ref latest);

    public ICellOutput Output { get; } = output;

    /// <summary>Puts the hook where libraries look for it.</summary>
    public static void InstallHook()
    {
        Action<Action> hook = cleanUp => Current?.OnFailure(cleanUp);
        AppDomain.CurrentDomain.SetData(OnFailureKey, hook);
        AppDomain.CurrentDomain.SetData(
            DisplayKey, (Func<object, Action<object>?>)(value => Current is null ? null : DisplayedValue.Show(value, []).Update));
        AppDomain.CurrentDomain.SetData(WhyKey, (Func<string?>)(() => Why.Value));
    }

    public void Enter()
    {
        Flowing.Value = this;
        Volatile.Write(ref latest, this);
    }

    /// <summary>The cell succeeded: what it started stays.</summary>
    public void Keep()
    {
        lock (gate)
        {
            over = true;
            cleanUps.Clear();
        }
    }

    /// <summary>The cell failed or was stopped: what it started is ended, the last first. Gives up after a time.</summary>
    public void CleanUp(bool stopped, TimeSpan timeout)
    {
        Action[] due;
        why = stopped ? $"{number}번 셀을 멈추어서" : $"{number}번 셀이 실패해서";
        lock (gate)
        {
            over = failed = true;
            due = [.. cleanUps];
            cleanUps.Clear();
        }
        if (due.Length > 0) Task.Run(() => Array.ForEach(due, Try)).Wait(timeout);
    }

    private void OnFailure(Action cleanUp)
    {
        lock (gate)
        {
            if (!over) cleanUps.Push(cleanUp);
            if (!failed) return;
        }
        // A task that a failed cell left behind has started something: no cell will end it.
        Try(cleanUp);
    }

    private void Try(Action cleanUp)
    {
        try
        {
            Why.Value = why;
            cleanUp();
        }
        catch (Exception e)
        {
            Current?.Output.Write("stderr", $"정리하다가 난 오류: {e.Message}\n");
        }
    }
}
