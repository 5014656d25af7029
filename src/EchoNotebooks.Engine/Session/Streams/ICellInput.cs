namespace EchoNotebooks.Engine.Session;

/// <summary>The source of a cell's input, where its front end has a reader to ask; implemented beside <see cref="ICellOutput"/>.</summary>
public interface ICellInput
{
    /// <summary>Asks for a line and waits for it. May be interrupted.</summary>
    /// <returns>The line; null at the end of input.</returns>
    /// <exception cref="InvalidOperationException">The front end has no reader to ask.</exception>
    string? ReadLine();
}
