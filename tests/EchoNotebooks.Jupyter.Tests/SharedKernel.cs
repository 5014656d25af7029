namespace EchoNotebooks.Jupyter.Tests;

/// <summary>One kernel for all tests of a class that it is to survive: each start takes a second of a processor.</summary>
public sealed class SharedKernel : IAsyncLifetime
{
    internal KernelProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Process = await KernelProcess.StartAsync();

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
