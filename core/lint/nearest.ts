export { nearest } from '../facts/nearest';
