namespace EchoNotebooks.Engine.Session;

/// <summary>Where a cell's input comes from, if its front end has somebody to ask; implemented beside <see cref="ICellOutput"/>.</summary>
public interface ICellInput
{
    /// <summary>Asks for a line and waits for it. May be interrupted.</summary>
    /// <returns>The line; null at the end of input.</returns>
    /// <exception cref="InvalidOperationException">The front end asks nobody.</exception>
    string? ReadLine();
}
