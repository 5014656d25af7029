namespace EchoNotebooks;

/// <summary>Something that a cell starts and that ends with it.</summary>
internal interface ICellOwned : IAsyncDisposable
{
    /// <summary>Whether it has ended already.</summary>
    bool IsOver { get; }

    /// <summary>Told before it is disposed for another reason than that its user wanted it.</summary>
    /// <param name="why">The beginning of a sentence: "9번 셀이 실패해서 그 셀이".</param>
    void EndsBecause(string why);
}
