namespace EchoNotebooks;

/// <summary>Something that a cell starts and that ends with it.</summary>
internal interface ICellOwned : IAsyncDisposable
{
    /// <summary>Whether it has ended already.</summary>
    bool IsOver { get; }
}
