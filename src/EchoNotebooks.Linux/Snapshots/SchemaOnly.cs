namespace EchoNotebooks.Linux;

/// <summary>The one member of a snapshot's JSON that is looked at before all others.</summary>
internal sealed record SchemaOnly(int? Schema = null);
