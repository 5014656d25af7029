using System.Runtime.Loader;

namespace EchoNotebooks;

/// <summary>
/// The notebook engine's hook: what it is given is run should the cell that runs now fail or be stopped. Our own
/// engine has one; .NET Interactive has none, and gets one from the assembly that lies beside this one.
/// </summary>
internal static class FailureHook
{
    private const string Key = "notebook.cell.onfailure";
    private const string WhyKey = "notebook.cell.why";
    private const string OtherEngine = "Microsoft.DotNet.Interactive";
    private const string Extension = "EchoNotebooks.Interactive";

    static FailureHook()
    {
        var hasHook = AppDomain.CurrentDomain.GetData(Key) is not null;
        if (!hasHook && RunsInOtherEngine && LibraryFiles.TryFind(Extension + ".dll") is { } file) Install(file);
    }

    /// <summary>Loads what brings the hooks, where that has not been done yet.</summary>
    public static void Find()
    {
        // The static constructor has done it.
    }

    /// <summary>Asks the engine; does nothing outside a notebook.</summary>
    /// <param name="cleanUp">What to run; it may block for some seconds.</param>
    public static void OnFailure(Action cleanUp) => (AppDomain.CurrentDomain.GetData(Key) as Action<Action>)?.Invoke(cleanUp);

    /// <summary>Within a clean-up: why it runs.</summary>
    public static string Why => (AppDomain.CurrentDomain.GetData(WhyKey) as Func<string?>)?.Invoke() ?? "셀이 실패해서";

    private static bool RunsInOtherEngine => AssemblyLoadContext.Default.Assemblies.Any(assembly => assembly.GetName().Name == OtherEngine);

    // By name: this library references no package and no engine.
    private static void Install(string file) => AssemblyLoadContext.GetLoadContext(typeof(FailureHook).Assembly)!
        .LoadFromAssemblyPath(file).GetType($"{Extension}.Extension")!.GetMethod("Install")!.Invoke(null, null);
}
