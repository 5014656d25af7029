namespace EchoNotebooks.Figures;

/// <summary>A standalone picture.</summary>
/// <param name="FileName">Its name in img/.</param>
/// <param name="Svg">Its text.</param>
internal sealed record Figure(string FileName, string Svg);
