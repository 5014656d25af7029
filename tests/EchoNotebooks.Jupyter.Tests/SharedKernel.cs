namespace EchoNotebooks.Jupyter.Tests;

/// <summary>One kernel for all tests of a class that only ask it: each start takes a second of a processor.</summary>
public sealed class SharedKernel : IAsyncLifetime
{
    private KernelProcess kernel = null!;

    internal JupyterClient Client => kernel.Client;

    public async ValueTask InitializeAsync() => kernel = await KernelProcess.StartAsync();

    public ValueTask DisposeAsync() => kernel.DisposeAsync();
}
