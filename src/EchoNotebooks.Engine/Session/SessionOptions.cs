namespace EchoNotebooks.Engine.Session;

/// <summary>What a session for a front end needs beyond a notebook's folder.</summary>
/// <param name="LookIn">
/// More folders in which a relative path in <c>#r</c> is looked for, should the front end have started in another
/// folder than the notebook's.
/// </param>
/// <param name="CopyTo">
/// A folder for copies of referenced libraries: a session loads the copy, so a rebuild of the library does not reach it.
/// With null a session loads the library itself. With the empty text it does the same and remarks that no cache can be written.
/// </param>
/// <param name="Package">The one package that cells may reference by its name; null for none.</param>
public sealed record SessionOptions(IReadOnlyList<string> LookIn, string? CopyTo, OwnPackage? Package = null)
{
    /// <summary>The notebook's folder only, and no copies.</summary>
    public static SessionOptions Plain { get; } = new([], null);
}
