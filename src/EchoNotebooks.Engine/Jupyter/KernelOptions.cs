using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>How a kernel runs.</summary>
/// <param name="ConnectionFile">The file that the front end wrote.</param>
/// <param name="Name">What the kernel calls itself.</param>
/// <param name="Version">Its version.</param>
/// <param name="Session">Where the libraries that notebooks reference are looked for, and whether copies are loaded.</param>
/// <param name="Host">The process that the kernel is.</param>
public sealed record KernelOptions(string ConnectionFile, string Name, string Version, SessionOptions Session, IProcessHost Host);
