/** `@peculiar/x509`, loaded after what it needs; the rest of the folder imports the library from here only. */
import './reflect-metadata.ts';

export * from '@peculiar/x509';
