using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>How a kernel runs.</summary>
/// <param name="Name">What the kernel calls itself.</param>
/// <param name="Version">Its version.</param>
/// <param name="Session">Where the libraries that notebooks reference are looked for, and whether copies are loaded.</param>
/// <param name="Host">The process that the kernel is.</param>
/// <param name="WarmsUp">
/// Whether it loads what first cells and first completions need before they come. A front end that runs a silent cell
/// first, and asks for no completion, needs none of that.
/// </param>
public sealed record KernelOptions(string Name, string Version, SessionOptions Session, IProcessHost Host, bool WarmsUp);
