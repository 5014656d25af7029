using Microsoft.DotNet.Interactive;

namespace EchoNotebooks.Interactive;

/// <summary>
/// What .NET Interactive gets beyond the library: a cell that fails or is stopped leaves nothing running, as in our own engine, and a
/// picture that follows a server changes while later cells run. That engine looks for this class in a package's folder
/// interactive-extensions/dotnet; where the library is referenced as a file, the library itself loads what lies beside it.
/// </summary>
public sealed class Extension : IKernelExtension
{
    /// <summary>Puts the hooks where libraries look for them.</summary>
    public static void Install()
    {
        CellCleanUps.InstallHook();
        LiveDisplay.InstallHook();
    }

    /// <inheritdoc/>
    public Task OnLoadAsync(Kernel kernel)
    {
        Install();
        return Task.CompletedTask;
    }
}
