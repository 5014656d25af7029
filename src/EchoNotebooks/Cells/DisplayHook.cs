namespace EchoNotebooks;

/// <summary>
/// The notebook engine's hook: what it is given is shown in the cell that runs now, and can be replaced while later cells run. Our
/// own engine has one; .NET Interactive gets one from the assembly that lies beside this one.
/// </summary>
internal static class DisplayHook
{
    private const string Key = "notebook.cell.display";

    /// <summary>Shows something.</summary>
    /// <param name="value">What.</param>
    /// <returns>Shows another thing in its place, from any thread; null outside a notebook.</returns>
    public static Action<object>? Show(object value)
    {
        FailureHook.Find();
        return (AppDomain.CurrentDomain.GetData(Key) as Func<object, Action<object>?>)?.Invoke(value);
    }
}
