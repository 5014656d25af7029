namespace EchoNotebooks.Engine.Session;

/// <summary>Where the output of one cell goes. Called from any thread, also after the cell has ended.</summary>
public interface ICellOutput
{
    /// <summary>Text that was written to a stream.</summary>
    /// <param name="name"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="text">The text as it came, not re-cut into lines.</param>
    void Write(string name, string text);

    /// <summary>Something to show.</summary>
    /// <param name="data">MIME type, then text.</param>
    /// <param name="displayId">The name by which it may be replaced later.</param>
    void Display(IReadOnlyDictionary<string, string> data, string displayId);

    /// <summary>Something that takes the place of what was shown under the same name.</summary>
    void Update(IReadOnlyDictionary<string, string> data, string displayId);

    /// <summary>Takes away what the cell has shown so far.</summary>
    /// <param name="wait">Not before something new is there to show.</param>
    void Clear(bool wait);

    /// <summary>Sends on what was gathered so far.</summary>
    void Flush();
}
